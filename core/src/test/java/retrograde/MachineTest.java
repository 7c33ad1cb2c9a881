package retrograde;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class MachineTest {

    @Test
    void describesTheMachineItRunsOn() {
        Machine machine = Machine.current();
        assertThat(machine.cpu()).isNotBlank();
        assertThat(machine.os()).contains(System.getProperty("os.arch"));
        assertThat(machine.threads()).isPositive();
        assertThat(machine.heapBytes()).isPositive().isLessThanOrEqualTo(machine.memoryBytes());
        assertThat(machine.jdk()).startsWith("25.");
        assertThat(machine.vectorBits()).isBetween(0, 2048).matches(bits -> bits % 64 == 0);
        assertThat(machine.features()).isSorted();
    }
}
