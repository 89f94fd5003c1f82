package org.sparklavit.tokenizer.job;

import org.sparklavit.config.Setting;
import org.sparklavit.data.scene.SceneCorpus;
import org.sparklavit.data.scene.SceneCorpus.Amount;
import org.sparklavit.data.scene.SceneGenerator;

/** What {@link GenerateCorpus} draws and where it puts it. */
public record GenerateCorpusConfig(
        @Setting(help = "Folder or URI to write the corpus to; must be empty or not exist.")
        String output,

        @Setting(help = "Seed of everything drawn; the same seed gives the same bytes.", defaultsTo = "1")
        long seed,

        @Setting(help = "Pictures to train on.", unit = "images", range = ">= 1")
        long trainImages,

        @Setting(help = "Pictures kept apart to judge by.", unit = "images", range = ">= 0")
        long heldoutImages,

        @Setting(help = "Lines of plain English for the text-only stream.", unit = "lines", range = ">= 0")
        long textLines,

        @Setting(help = "Lines of plain English kept apart to judge by.", unit = "lines", range = ">= 0")
        long heldoutTextLines,

        @Setting(
                help = "Pictures in one tar, which is also what one Spark task writes.",
                unit = "images",
                defaultsTo = "1000",
                range = ">= 1")
        int imagesPerTar,

        @Setting(
                help = "Side of a square picture; other aspects have the same area.",
                unit = "pixels",
                defaultsTo = "128",
                range = "[32, 2048]")
        int imageSize,

        @Setting(
                help = "1 for square pictures; above, width / height varies between its inverse and it.",
                defaultsTo = "1.0",
                range = "[1, 4]")
        double largestAspect,

        @Setting(
                help =
                        "The most objects of a picture. With few, captions of other pictures often name the same colours, so"
                                + " that an encoder must learn shapes to tell them apart.",
                unit = "objects",
                defaultsTo = "8",
                range = "[1, 8]")
        int mostObjects,

        @Setting(help = "JPEG quality: 1 is nearly the drawn picture.", defaultsTo = "0.92", range = "(0, 1]")
        double jpegQuality) {

    SceneCorpus corpus() {
        return new SceneCorpus(
                seed,
                new Amount(trainImages, textLines),
                new Amount(heldoutImages, heldoutTextLines),
                imagesPerTar,
                new SceneGenerator(imageSize, largestAspect, mostObjects),
                jpegQuality);
    }
}
