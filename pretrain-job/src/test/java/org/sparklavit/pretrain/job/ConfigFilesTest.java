package org.sparklavit.pretrain.job;

import static org.assertj.core.api.Assertions.assertThatCode;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.sparklavit.config.ConfigLoader;
import org.sparklavit.pretrain.PretrainConfig;
import org.sparklavit.pretrain.evaluate.EvaluateConfig;
import org.sparklavit.pretrain.generate.GenerateConfig;

/** The files in {@code conf/} are what people start from: each must load as it stands. */
class ConfigFilesTest {

    private static final Path CONF = Path.of("..", "conf");

    static Stream<Arguments> files() {
        return Map.of(
                        "pretrain",
                        PretrainConfig.class,
                        "generate",
                        GenerateConfig.class,
                        "evaluate",
                        EvaluateConfig.class)
                .entrySet()
                .stream()
                .flatMap(
                        job -> Stream.of("tiny", "full").map(size -> Arguments.of(job.getKey(), size, job.getValue())));
    }

    @ParameterizedTest
    @MethodSource("files")
    <T extends Record> void loads(String job, String size, Class<T> type) {
        // The tiny one waits for its prompt on the command line.
        List<String> prompt = job.equals("generate") && size.equals("tiny") ? List.of("prompt=a") : List.of();
        assertThatCode(() -> ConfigLoader.load(type, CONF.resolve(job + "-" + size + ".conf"), prompt))
                .doesNotThrowAnyException();
    }
}
