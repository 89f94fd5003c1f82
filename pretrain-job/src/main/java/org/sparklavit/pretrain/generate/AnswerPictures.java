package org.sparklavit.pretrain.generate;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javax.imageio.ImageIO;
import org.sparklavit.data.image.BicubicResize;
import org.sparklavit.data.image.PngEncoder;
import org.sparklavit.data.image.RgbImage;
import org.sparklavit.data.io.Storage;
import org.sparklavit.data.parquet.RowReader;
import org.sparklavit.report.Card;

/** Drawn pictures as files for people: one PNG each, and all on one sheet, each above its prompt. */
public final class AnswerPictures {
    /** The sheet. */
    public static final String SHEET = "sheet.png";

    /** Small pictures are enlarged on the sheet, so that their prompts fit below. */
    private static final int SIDE = 192;

    private static final int COLUMNS = 4;
    private static final int PROMPT_LINES = 4;

    private final Storage storage;
    private final String output;

    /** Writes below {@code output}. */
    public AnswerPictures(Storage storage, String output) {
        this.storage = storage;
        this.output = output;
    }

    /** Writes the pictures of {@code answers}, if they have any, over those of a run that was killed; returns the files. */
    public List<String> write(List<Answer> answers) throws IOException {
        List<Answer> drawn =
                answers.stream().filter(answer -> answer.image().length > 0).toList();
        storage.deleteLeftovers(Storage.child(output, "pictures"));
        List<String> written = new ArrayList<>();
        List<BufferedImage> cards = new ArrayList<>();
        for (Answer answer : drawn) {
            written.add(write(String.format("pictures/%05d.png", written.size()), answer.image()));
            cards.add(card(answer));
        }
        if (!cards.isEmpty()) {
            written.add(write(SHEET, PngEncoder.encode(Card.sheet(cards, COLUMNS))));
        }
        return written;
    }

    private static BufferedImage card(Answer answer) throws IOException {
        RgbImage picture = RgbImage.of(ImageIO.read(new ByteArrayInputStream(answer.image())));
        BufferedImage shown = picture.width() < SIDE
                ? BicubicResize.resize(picture, SIDE, SIDE).toBufferedImage()
                : picture.toBufferedImage();
        return Card.of(List.of(shown), List.of(answer.prompt()), PROMPT_LINES);
    }

    private String write(String name, byte[] png) throws IOException {
        String uri = Storage.child(output, name);
        storage.writeAtomically(uri, out -> out.write(png));
        return uri;
    }

    /** The first answers of a finished output, up to {@code most}. */
    public List<Answer> first(List<PartResult> parts, int most) throws IOException {
        List<Answer> answers = new ArrayList<>();
        for (PartResult part : parts) {
            if (answers.size() < most && part.rows() > 0) {
                try (RowReader<Answer> rows = reader(storage, PartResult.dataUri(output, part.file()))) {
                    while (rows.hasNext() && answers.size() < most) {
                        answers.add(rows.next());
                    }
                }
            }
        }
        return answers;
    }

    /** Opens a file of answers. */
    static RowReader<Answer> reader(Storage storage, String uri) throws IOException {
        return new RowReader<>(storage, uri, AnswerFormat.INSTANCE, Set.of());
    }
}
