package org.sparklavit.tokenizer.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.sparklavit.config.ConfigException;
import org.sparklavit.config.ConfigLoader;
import org.sparklavit.config.Setting;
import org.sparklavit.data.sample.ErrorRow;
import org.sparklavit.data.sample.RawSample;

class FiltersTest {
    record Root(@Setting(help = "filters") Filters filters) {}

    private static Filters filters(String hocon) {
        return ConfigLoader.load(Root.class, null, List.of("filters={" + hocon + "}"))
                .value()
                .filters();
    }

    private static RawSample sample(String caption, String metadata) {
        return new RawSample("s", "k", new byte[0], caption, metadata);
    }

    private static Optional<String> texts(String hocon, String caption, String metadata) {
        return filters(hocon).check(sample(caption, metadata)).map(error -> error.reason() + ": " + error.detail());
    }

    private static Optional<String> sizes(String hocon, int width, int height) {
        return filters(hocon)
                .check(sample("c", "{}").identified(width, height))
                .map(error -> error.reason() + ": " + error.detail());
    }

    @Test
    void nothingIsLeftOutUnlessAsked() {
        assertThat(texts("", "c", "{\"NSFW\":\"NSFW\"}")).isEmpty();
        assertThat(sizes("", 1, 5000)).isEmpty();
        assertThat(filters("").needSizes()).isFalse();
    }

    @Test
    void captionsAreMeasuredInCharactersAsPeopleCountThem() {
        assertThat(texts("min-caption=2, max-caption=3", "\uD83D\uDE00\uD83D\uDE00\uD83D\uDE00", "{}"))
                .isEmpty();
        assertThat(texts("min-caption=2", "c", "{}"))
                .contains("CAPTION_LENGTH: the caption has 1 characters, not 2 to 1000000000");
        assertThat(texts("max-caption=3", "four", "{}"))
                .contains("CAPTION_LENGTH: the caption has 4 characters, not 1 to 3");
    }

    @Test
    void flagsOfTheSourceAreTextsOrNumbers() {
        String flags =
                "drop=[{field=NSFW, values=[UNSAFE, NSFW]}, {field=pwatermark, above=0.8}, {field=score, below=5}]";
        assertThat(texts(flags, "c", "{\"NSFW\":\"UNSAFE\"}")).contains("FLAGGED: NSFW is UNSAFE");
        assertThat(texts(flags, "c", "{\"pwatermark\":0.81}")).contains("FLAGGED: pwatermark is 0.81");
        assertThat(texts(flags, "c", "{\"score\":\"4.5\"}")).contains("FLAGGED: score is 4.5");
        assertThat(texts(flags, "c", "{\"NSFW\":\"UNLIKELY\",\"pwatermark\":0.8,\"score\":5}"))
                .isEmpty();
        assertThat(texts(flags, "c", "{\"NSFW\":null,\"score\":\"unknown\"}")).isEmpty();
    }

    @Test
    void sizesAreThoseOfTheUprightImage() {
        assertThat(sizes("min-side=64", 63, 800))
                .contains("TOO_SMALL: the image has 63 x 800 pixels but min-side is 64");
        assertThat(sizes("max-side=800", 801, 64))
                .contains("SIDE_TOO_LONG: the image has 801 x 64 pixels but max-side is 800");
        assertThat(filters("max-side=800").needSizes()).isTrue();
        assertThat(sizes("max-aspect-ratio=2", 100, 201))
                .contains("ASPECT_RATIO: the image has 100 x 201 pixels but max-aspect-ratio is 2.0");
        assertThat(sizes("min-side=64, max-side=128, max-aspect-ratio=2", 128, 64))
                .isEmpty();
    }

    @Test
    void refusesFiltersThatContradictThemselves() {
        assertThatThrownBy(() -> filters("min-caption=5, max-caption=4"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("'max-caption' is set to 4 but must not be below min-caption = 5");
        assertThatThrownBy(() -> filters("min-side=5, max-side=4"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("'max-side' is set to 4 but must not be below min-side = 5");
        assertThatThrownBy(() -> filters("drop=[{field=NSFW}]"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("neither values nor above nor below; set one of them");
    }

    @Test
    void everyDropSaysWhoseItIs() {
        ErrorRow error = filters("min-caption=9").check(sample("c", "{}")).orElseThrow();
        assertThat(error).isEqualTo(ErrorRow.of("s", "k", "filter", "CAPTION_LENGTH", error.detail()));
    }
}
