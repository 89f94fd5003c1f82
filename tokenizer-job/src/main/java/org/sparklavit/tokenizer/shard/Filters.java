package org.sparklavit.tokenizer.shard;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import org.sparklavit.config.Setting;
import org.sparklavit.data.sample.ErrorRow;
import org.sparklavit.data.sample.RawSample;
import org.sparklavit.data.sample.Sample;
import org.sparklavit.data.sample.SampleText;

/** Which samples are left out although nothing is wrong with them; each becomes an error row that says why. */
public record Filters(
        @Setting(help = "The shorter side must have so many", unit = "pixels", defaultsTo = "1", range = ">= 1")
        int minSide,

        @Setting(
                help = "The longer side may have so many; by default any number",
                unit = "pixels",
                defaultsTo = "1000000000",
                range = ">= 1")
        int maxSide,

        @Setting(
                help = "The longer side may be so many times the shorter; by default any",
                defaultsTo = "1e9",
                range = ">= 1")
        double maxAspectRatio,

        @Setting(help = "A caption must have so many", unit = "characters", defaultsTo = "1", range = ">= 1")
        int minCaption,

        @Setting(
                help = "A caption may have so many; by default any number",
                unit = "characters",
                defaultsTo = "1000000000",
                range = ">= 1")
        int maxCaption,

        @Setting(
                help =
                        "What the corpus itself says against a sample: a list of { field = NSFW, values = [UNSAFE, NSFW] },"
                                + " { field = pwatermark, above = 0.8 } and the like",
                defaultsTo = "[]")
        List<Flag> drop)
        implements Serializable {
    /** The stage named in the errors. */
    static final String STAGE = "filter";

    private static final int ANY = 1_000_000_000;

    /** Checks the order of the limits. */
    public Filters {
        drop = List.copyOf(drop);
        if (maxSide < minSide) {
            throw new IllegalArgumentException(
                    "'max-side' is set to " + maxSide + " but must not be below min-side = " + minSide);
        }
        if (maxCaption < minCaption) {
            throw new IllegalArgumentException(
                    "'max-caption' is set to " + maxCaption + " but must not be below min-caption = " + minCaption);
        }
    }

    /** A field of the metadata that speaks against a sample; a sample without it passes. */
    public record Flag(
            @Setting(help = "Field of the sample's metadata")
            String field,

            @Setting(help = "Texts that speak against it", defaultsTo = "[]")
            List<String> values,

            @Setting(help = "Numbers above this do; by default none", defaultsTo = "1e300")
            double above,

            @Setting(help = "Numbers below this do; by default none", defaultsTo = "-1e300")
            double below)
            implements Serializable {
        private static final double NO_BOUND = 1e300;

        /** Checks that it says anything. */
        public Flag {
            values = List.copyOf(values);
            if (values.isEmpty() && above == NO_BOUND && below == -NO_BOUND) {
                throw new IllegalArgumentException(
                        "'field' = " + field + " has neither values nor above nor below; set one of them");
            }
        }

        private boolean isAgainst(JsonNode value) {
            // CSV has its numbers as texts.
            double number = value.asDouble(Double.NaN);
            return values.contains(value.asText()) || number > above || number < below;
        }
    }

    boolean needSizes() {
        return minSide > 1 || maxSide < ANY || maxAspectRatio < ANY;
    }

    /** Why a sample is left out, as far as its texts tell. */
    Optional<ErrorRow> check(RawSample sample) {
        int length = sample.caption().codePointCount(0, sample.caption().length());
        if (length < minCaption || length > maxCaption) {
            return Optional.of(ErrorRow.of(
                    sample.source(),
                    sample.key(),
                    STAGE,
                    "CAPTION_LENGTH",
                    "the caption has " + length + " characters, not " + minCaption + " to " + maxCaption));
        }
        return drop.isEmpty() ? Optional.empty() : flagged(sample);
    }

    private Optional<ErrorRow> flagged(RawSample sample) {
        JsonNode metadata = SampleText.jsonObject(sample.metadataJson()).orElseThrow();
        return drop.stream()
                .filter(flag -> metadata.hasNonNull(flag.field()))
                .filter(flag -> flag.isAgainst(metadata.path(flag.field())))
                .findFirst()
                .map(flag -> ErrorRow.of(
                        sample.source(),
                        sample.key(),
                        STAGE,
                        "FLAGGED",
                        flag.field() + " is " + metadata.path(flag.field()).asText()));
    }

    /** Why a sample is left out, once the size of its upright image is known. */
    Optional<ErrorRow> check(Sample sample) {
        int shorter = Math.min(sample.width(), sample.height());
        int longer = Math.max(sample.width(), sample.height());
        String size = "the image has " + sample.width() + " x " + sample.height() + " pixels";
        if (shorter < minSide) {
            return Optional.of(error(sample, "TOO_SMALL", size + " but min-side is " + minSide));
        }
        if (longer > maxSide) {
            return Optional.of(error(sample, "SIDE_TOO_LONG", size + " but max-side is " + maxSide));
        }
        return longer > maxAspectRatio * shorter
                ? Optional.of(error(sample, "ASPECT_RATIO", size + " but max-aspect-ratio is " + maxAspectRatio))
                : Optional.empty();
    }

    private static ErrorRow error(Sample sample, String reason, String detail) {
        return ErrorRow.of(sample.source(), sample.key(), STAGE, reason, detail);
    }
}
