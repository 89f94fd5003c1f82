package org.sparklavit.data.folder;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.sparklavit.data.io.Storage;
import org.sparklavit.data.io.StoredFile;
import org.sparklavit.data.sample.ErrorRow;
import org.sparklavit.data.sample.Reasons;
import org.sparklavit.data.sample.SampleText;

/**
 * Brings the images of a folder, at any depth, together with their captions, without reading an image. Held in
 * memory: a few hundred bytes an image.
 */
public final class FolderCatalog {
    private static final Set<String> EXTENSIONS = Set.of("jpg", "jpeg", "png", "webp", "gif", "bmp");

    private final Storage storage;
    private final String source;
    private final Map<String, StoredFile> images;

    /** Lists the images below {@code folder}. */
    public FolderCatalog(Storage storage, String folder, String source) throws IOException {
        this.storage = storage;
        this.source = source;
        this.images = new LinkedHashMap<>();
        int prefix = Storage.child(storage.qualify(folder), "").length();
        for (StoredFile file : storage.listRecursively(folder)) {
            if (EXTENSIONS.contains(extension(file.name()))) {
                images.put(file.uri().substring(prefix), file);
            }
        }
    }

    /** All images in the order of their paths; the caption is the file's name, underscores read as spaces. */
    public List<FolderEntry> captionedByName() {
        List<FolderEntry> entries = new ArrayList<>();
        images.forEach((key, file) -> {
            String name = file.name().substring(0, file.name().lastIndexOf('.'));
            entries.add(entry(key, file, name.replace('_', ' ').strip(), SampleText.NO_METADATA));
        });
        return entries;
    }

    /**
     * The lines of a captions file in their order, then the images that none of them is about. Lines without
     * an image, and images without a line, come as errors.
     */
    public List<FolderEntry> captionedBy(String captionsUri) throws IOException {
        List<FolderEntry> entries = new ArrayList<>();
        Map<String, StoredFile> left = new TreeMap<>(images);
        String name = captionsUri.substring(captionsUri.lastIndexOf('/') + 1);
        for (CaptionLine line : CaptionsFile.read(storage, captionsUri)) {
            String place = name + ":" + line.line();
            StoredFile image = images.get(line.file());
            if (line.problem().isPresent()) {
                String problem = place + ": " + line.problem().get();
                entries.add(problem(place, Reasons.BAD_CAPTIONS_LINE, problem));
            } else if (image == null) {
                entries.add(problem(line.file(), Reasons.MISSING_IMAGE, place + ": there is no such image"));
            } else {
                left.remove(line.file());
                entries.add(entry(line.file(), image, line.caption(), line.metadataJson()));
            }
        }
        left.keySet()
                .forEach(key -> entries.add(problem(key, Reasons.MISSING_CAPTION, name + " has no line about it")));
        return entries;
    }

    private FolderEntry entry(String key, StoredFile file, String caption, String metadataJson) {
        return caption.isEmpty()
                ? problem(key, Reasons.MISSING_CAPTION, "its caption is empty")
                : new FolderEntry.Image(key, file.uri(), file.bytes(), caption, metadataJson);
    }

    private FolderEntry problem(String key, String reason, String detail) {
        return new FolderEntry.Problem(ErrorRow.of(source, key, Reasons.READ, reason, detail));
    }

    private static String extension(String name) {
        return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    }
}
