package org.sparklavit.pretrain.job;

import static org.assertj.core.api.Assertions.assertThatCode;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sparklavit.config.ConfigLoader;
import org.sparklavit.pretrain.PretrainConfig;

/** The files in {@code conf/} are what people start from: each must load as it stands. */
class ConfigFilesTest {

    @ParameterizedTest
    @ValueSource(strings = {"tiny", "full"})
    void loads(String size) {
        Path file = Path.of("..", "conf", "pretrain-" + size + ".conf");
        assertThatCode(() -> ConfigLoader.load(PretrainConfig.class, file, List.of()))
                .doesNotThrowAnyException();
    }
}
