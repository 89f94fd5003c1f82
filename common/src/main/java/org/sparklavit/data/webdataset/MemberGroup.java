package org.sparklavit.data.webdataset;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sparklavit.data.sample.CorpusRecord;
import org.sparklavit.data.sample.ErrorRow;
import org.sparklavit.data.sample.RawSample;
import org.sparklavit.data.sample.Reasons;
import org.sparklavit.data.sample.SampleText;

/** The members of one sample, as far as they were read. */
final class MemberGroup {
    private static final byte[] UNREAD = {};

    private final String source;
    private final String key;
    private final String tarName;
    private final TarOptions options;
    private final Map<String, byte[]> members = new LinkedHashMap<>();
    private ErrorRow problem;

    MemberGroup(String source, String key, String tarName, TarOptions options) {
        this.source = source;
        this.key = key;
        this.tarName = tarName;
        this.options = options;
    }

    /** Whether a member of this name goes on with this sample; a second one of an extension starts another. */
    boolean takes(String memberKey, String extension) {
        return key.equals(memberKey) && !members.containsKey(extension);
    }

    void add(String extension, byte[] content) {
        members.put(extension, content);
    }

    void addUnread(String extension) {
        members.put(extension, UNREAD);
    }

    void addTooLarge(String extension, long bytes) {
        addUnread(extension);
        problem = error(
                Reasons.TOO_MANY_BYTES,
                "its member ." + extension + " has " + bytes + " bytes but at most " + options.maxMemberBytes()
                        + " are read; raise max-member-mib");
    }

    String key() {
        return key;
    }

    /** The sample, or what is wrong with it. */
    CorpusRecord finish() {
        if (problem != null) {
            return problem;
        }
        Optional<byte[]> image = first(options.imageExtensions());
        if (image.isEmpty()) {
            return error(
                    Reasons.MISSING_IMAGE,
                    "none of its members " + members.keySet() + " is one of " + options.imageExtensions());
        }
        byte[] json = members.get(TarOptions.JSON);
        if (json == null) {
            return withCaption(image.get(), Optional.empty());
        }
        Optional<JsonNode> metadata = SampleText.utf8(json).flatMap(SampleText::jsonObject);
        return metadata.isEmpty()
                ? error(Reasons.BAD_METADATA, "its member .json is no JSON object in UTF-8")
                : withCaption(image.get(), metadata);
    }

    private CorpusRecord withCaption(byte[] image, Optional<JsonNode> metadata) {
        Optional<byte[]> file = first(options.captionExtensions());
        Optional<String> caption = file.isPresent()
                ? SampleText.utf8(file.get())
                : metadata.map(json -> json.path(options.captionField()).asText(""));
        if (file.isPresent() && caption.isEmpty()) {
            return error(Reasons.BAD_CAPTION, "its caption is not UTF-8");
        }
        if (caption.isEmpty() || caption.get().isBlank()) {
            return error(
                    Reasons.MISSING_CAPTION,
                    "its members " + members.keySet() + " hold no caption: one of " + options.captionExtensions()
                            + ", or the field '" + options.captionField() + "' of .json");
        }
        String metadataJson = metadata.map(JsonNode::toString).orElse(SampleText.NO_METADATA);
        return new RawSample(source, key, image, caption.get().strip(), metadataJson);
    }

    private Optional<byte[]> first(List<String> extensions) {
        return extensions.stream().filter(members::containsKey).findFirst().map(members::get);
    }

    private ErrorRow error(String reason, String detail) {
        return ErrorRow.of(source, key, Reasons.READ, reason, tarName + ": " + detail);
    }
}
