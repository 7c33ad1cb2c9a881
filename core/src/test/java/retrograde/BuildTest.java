package retrograde;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class BuildTest {

    @Test
    void knowsItsVersionAndSaysSoWhenItHasNoCommit() {
        Build build = Build.current();
        assertThat(build.version()).matches("\\d+\\.\\d+\\.\\d+");
        assertThat(build.commit()).matches("[0-9a-f]{40}|unknown");
        assertThat(build.toString()).startsWith("retrograde " + build.version() + ", commit ");
    }

    @Test
    void namesTheCommitInOneLine() {
        String commit = "0123456789abcdef0123456789abcdef01234567";
        assertThat(new Build("1.2.3", commit, true))
                .hasToString("retrograde 1.2.3, commit 0123456789ab with local changes");
        assertThat(new Build("1.2.3", "unknown", false)).hasToString("retrograde 1.2.3, commit unknown");
    }
}
