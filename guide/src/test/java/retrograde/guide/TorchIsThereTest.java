package retrograde.guide;

import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class TorchIsThereTest {

    @Test
    void libtorchLoadsAndComputes() {
        assertThat(torch.ones(3).sum().item_float()).isEqualTo(3f);
    }
}
