package org.sparklavit.tokenizer.job;

import static org.assertj.core.api.Assertions.assertThatCode;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.sparklavit.config.ConfigLoader;
import org.sparklavit.tokenizer.detokenizer.TrainDetokenizerConfig;
import org.sparklavit.tokenizer.encoder.TrainEncoderConfig;
import org.sparklavit.tokenizer.imports.ImportTokenizerConfig;
import org.sparklavit.tokenizer.inspect.InspectConfig;
import org.sparklavit.tokenizer.latents.EncodeLatentsConfig;
import org.sparklavit.tokenizer.shard.ShardConfig;
import org.sparklavit.tokenizer.tokenize.TokenizeConfig;
import org.sparklavit.tokenizer.training.TrainTokenizerConfig;

/** The files in {@code conf/} are what people start from: each must load as it stands. */
class ConfigFilesTest {
    private static final Path CONF = Path.of("..", "conf");

    static Stream<Arguments> files() {
        return Map.of(
                        "generate-corpus", GenerateCorpusConfig.class,
                        "shard", ShardConfig.class,
                        "train-encoder", TrainEncoderConfig.class,
                        "train-tokenizer", TrainTokenizerConfig.class,
                        "tokenize", TokenizeConfig.class,
                        "encode-latents", EncodeLatentsConfig.class,
                        "inspect", InspectConfig.class,
                        "import-tokenizer", ImportTokenizerConfig.class,
                        "train-detokenizer", TrainDetokenizerConfig.class)
                .entrySet()
                .stream()
                .flatMap(job -> Stream.of("tiny", "full")
                        .map(size -> CONF.resolve(job.getKey() + "-" + size + ".conf"))
                        .filter(Files::exists)
                        .map(file -> Arguments.of(file, job.getValue())));
    }

    @ParameterizedTest
    @MethodSource("files")
    <T extends Record> void loads(Path file, Class<T> type) {
        assertThatCode(() -> ConfigLoader.load(type, file, List.of())).doesNotThrowAnyException();
    }
}
