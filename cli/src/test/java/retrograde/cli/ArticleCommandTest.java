package retrograde.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import retrograde.article.Answer;
import retrograde.article.Article;
import retrograde.article.Article.Examined;
import retrograde.article.Figure;
import retrograde.article.Finding;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

class ArticleCommandTest {

    @TempDir
    private Path folder = Path.of("");

    @Test
    void documentAndPageSayTheSameInTheLanguageAskedFor() throws IOException {
        Path out = folder.resolve("文章 1");
        JsonNode document = CommandRun.json("article", "--quick", "--claims", "c1", "--lang", "zh", "--out",
                out.toString(), "--json");
        assertThat(document.path("language").asString()).isEqualTo("zh-CN");
        JsonNode claim = document.at("/claims/0");
        assertThat(claim.path("id").asString()).isEqualTo("C1");
        assertThat(claim.path("holds").asString()).isEqualTo("yes");
        assertThat(claim.at("/control/holds").asString()).isEqualTo("no");
        assertThat(claim.at("/figures/0/name").asString()).isEqualTo("relative difference of RTRL and BPTT, rnn_tanh");
        assertThat(claim.at("/figures/0/value").asDouble()).isBetween(1e-18, 1e-11);
        assertThat(Files.readString(out.resolve("report.html"))).contains(claim.path("statement").asString())
                .contains("lang=\"zh-CN\"");
    }

    @Test
    void withoutJsonItPrintsALineForEachClaim() {
        CommandRun run = CommandRun.of("article", "--quick", "--claims", "C1", "--out", folder.toString());
        assertThat(run.status()).isZero();
        assertThat(run.out()).contains("C1   yes     control no").contains("1 yes, 0 no, 0 partly").contains("report ");
        assertThat(run.err()).contains("claims 1/1").contains("C1 yes");
        CommandRun latex = CommandRun.of("article", "--quick", "--claims", "C1", "--out", folder.toString(), "--latex");
        assertThat(latex.out()).contains("\\begin{tabular}{llll}", "C1 & ", " & yes & no ").doesNotContain("report ");
    }

    @Test
    void anExperimentWhoseControlDoesNotFailIsAFailedRun() {
        List<Figure> figures = List.of(Figure.of("anything", "", 1, 0));
        assertThat(ArticleCommand.judge(List.of(examined(figures, Answer.NO)))).isZero();
        for (Answer control : List.of(Answer.YES, Answer.PARTLY)) {
            assertThat(ArticleCommand.judge(List.of(examined(figures, Answer.NO), examined(figures, control)))).isOne();
        }
    }

    private static Examined examined(List<Figure> figures, Answer control) {
        return new Examined(Article.claims().getFirst(),
                new Finding(Answer.YES, figures, control, figures, List.of(), List.of()), 0);
    }

    @Test
    void networksThatAnExperimentMadeAreCheckpointsThatFlowMeasures() {
        JsonNode document = CommandRun.json("article", "--quick", "--claims", "C12", "--out", folder.toString(),
                "--json");
        assertThat(document.at("/claims/0/checkpoints").valueStream().map(JsonNode::asString))
                .containsExactly("C12-exploding-lstm.ckpt", "C12-vanishing-lstm.ckpt");
        JsonNode exploding = horizon("C12-exploding-lstm.ckpt");
        assertThat(exploding.path("state").asString()).isEqualTo("grown");
        JsonNode vanishing = horizon("C12-vanishing-lstm.ckpt");
        assertThat(vanishing.path("state").asString()).isEqualTo("reached");
        assertThat(vanishing.path("lag").asDouble()).isLessThan(20);
    }

    private JsonNode horizon(String file) {
        return CommandRun
                .json("flow", folder.resolve(file).toString(), "--quantities", "horizon", "--window", "100", "--batch",
                        "2", "--json")
                .at("/quantities/horizon");
    }

    @Test
    void aClaimThatIsNotThereIsNamedWithThoseThatAre() {
        CommandRun run = CommandRun.of("article", "--claims", "C1,C99", "--out", folder.resolve("new").toString());
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains("--claims names C99; there are C1");
        assertThat(folder.resolve("new")).doesNotExist();
    }

    @Test
    void aPlaceThatCannotBeWrittenIsSaidAtOnce() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "mine");
        CommandRun run = CommandRun.of("article", "--quick", "--claims", "C1", "--out", file.toString());
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains("cannot write the page");
        assertThat(file).hasContent("mine");
    }
}
