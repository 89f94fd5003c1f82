package org.sparklavit.pretrain.evaluate;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.sparklavit.data.image.RgbImage;
import org.sparklavit.data.io.Storage;
import org.sparklavit.data.sample.SampleId;
import org.sparklavit.diffusion.Detokenizer;
import org.sparklavit.measure.FrechetDistance;
import org.sparklavit.measure.PictureSimilarity;
import org.sparklavit.pretrain.evaluate.HeldOut.Picture;
import org.sparklavit.pretrain.generate.ImageEmbedder;
import org.sparklavit.pretrain.generate.ImageEmbedder.Embedded;
import org.sparklavit.report.Card;
import org.sparklavit.report.HtmlPage;
import org.sparklavit.report.HtmlPage.Figure;
import org.sparklavit.report.HtmlPage.Shown;
import org.sparklavit.tensor.Autograd;
import org.sparklavit.tensor.Ops;
import org.sparklavit.tensor.Tensors;
import org.sparklavit.vision.CodeDecoder;
import org.sparklavit.vision.TokenizerFolder;
import org.sparklavit.vision.TrainedTokenizer;

/**
 * What is left of images in their tokens: of the encoder's features, and with a detokenizer of the pixels.
 *
 * <p>Shapes: B images, N patches, D width.
 */
final class Reconstruction {
    private final EvaluateConfig config;
    private final List<Picture> pictures;
    private final List<float[]> trueFeatures = new ArrayList<>();
    private final List<float[]> drawnFeatures = new ArrayList<>();
    private final List<Shown> examples = new ArrayList<>();
    private final List<Drawn> redrawnOfOneObject = new ArrayList<>();
    private double cosine;
    private double psnr;
    private double ssim;
    private long tokens;

    private Reconstruction(EvaluateConfig config, List<Picture> pictures) {
        this.config = config;
        this.pictures = pictures;
    }

    static Section of(Storage storage, EvaluateConfig config, List<Picture> pictures) throws IOException {
        Reconstruction measured = new Reconstruction(config, pictures);
        TokenizerFolder folder = new TokenizerFolder(storage, config.tokenizer());
        try (TrainedTokenizer tokenizer = folder.load();
                CodeDecoder decoder = folder.loadCodeDecoder()) {
            ImageEmbedder embedder = new ImageEmbedder(tokenizer, Optional.empty());
            if (config.detokenizer().isEmpty()) {
                measured.run(embedder, decoder, Optional.empty());
            } else {
                try (Detokenizer detokenizer =
                        Detokenizer.open(storage, config.detokenizer().get(), config.tokenizer())) {
                    measured.run(embedder, decoder, Optional.of(detokenizer));
                }
            }
        }
        return measured.section();
    }

    private void run(ImageEmbedder embedder, CodeDecoder decoder, Optional<Detokenizer> detokenizer) {
        for (int from = 0; from < pictures.size(); from += config.batch()) {
            List<Picture> batch = pictures.subList(from, Math.min(pictures.size(), from + config.batch()));
            List<float[]> pixels =
                    batch.stream().map(Picture::image).map(embedder::pixels).toList();
            List<int[]> codes =
                    embedder.embed(pixels).stream().map(Embedded::codes).toList();
            tokens += codes.stream().mapToInt(ids -> ids.length).sum();
            compareFeatures(embedder, decoder, pixels, codes);
            detokenizer.ifPresent(d -> comparePixels(embedder, redrawn(d, batch, codes)));
        }
    }

    private void compareFeatures(ImageEmbedder embedder, CodeDecoder decoder, List<float[]> pixels, List<int[]> codes) {
        try (Autograd off = Autograd.off();
                NDManager manager = Tensors.newManager()) {
            NDArray true_BND = embedder.features(manager, pixels);
            NDArray rebuilt_BND = decoder.features(manager, codes);
            cosine += Ops.cosineSimilarity(true_BND, rebuilt_BND)
                    .mean(new int[] {1})
                    .sum()
                    .getFloat();
            trueFeatures.addAll(MeanFeatures.of(true_BND));
        }
    }

    /** The noise of a picture depends on its sample alone. */
    private List<Drawn> redrawn(Detokenizer detokenizer, List<Picture> batch, List<int[]> codes) {
        long[] numbers = batch.stream()
                .mapToLong(picture -> SampleId.shuffleKey(picture.sample().id(), 1))
                .toArray();
        List<RgbImage> pixels = detokenizer.draw(codes, config.drawing(), numbers);
        return IntStream.range(0, batch.size())
                .mapToObj(i -> Drawn.of(batch.get(i), pixels.get(i)))
                .toList();
    }

    private void comparePixels(ImageEmbedder embedder, List<Drawn> redrawn) {
        for (Drawn one : redrawn) {
            psnr += PictureSimilarity.psnr(one.original(), one.pixels());
            ssim += PictureSimilarity.ssim(one.original(), one.pixels());
            if (one.isOfOneObject()) {
                redrawnOfOneObject.add(one);
            }
            if (examples.size() < config.examples()) {
                examples.add(sideBySide(one));
            }
        }
        drawnFeatures.addAll(
                MeanFeatures.of(embedder, redrawn.stream().map(Drawn::pixels).toList()));
    }

    private static Shown sideBySide(Drawn one) {
        RgbImage both = RgbImage.of(
                Card.of(List.of(one.original().toBufferedImage(), one.pixels().toBufferedImage()), List.of(), 0));
        return new Shown(HtmlPage.png(both, one.caption()), "image, redrawn from its tokens", one.caption());
    }

    private Section section() {
        int count = pictures.size();
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("images", count).put("tokensPerImage", tokens / (double) count);
        json.put("featureCosine", cosine / count);
        List<Figure> figures = new ArrayList<>(List.of(
                Figure.of("%d", count, "images"),
                Figure.of("%.1f", tokens / (double) count, "tokens an image"),
                Figure.of("%.3f", cosine / count, "cosine between true and rebuilt features")));
        List<String> notes = new ArrayList<>();
        if (drawnFeatures.isEmpty()) {
            notes.add("No detokenizer was given, so pixels were not compared.");
        } else {
            double distance = FrechetDistance.between(trueFeatures, drawnFeatures);
            double floor = FrechetDistance.between(half(0), half(1));
            json.put("psnr", psnr / count).put("ssim", ssim / count);
            json.put("frechetDistance", distance).put("frechetDistanceOfTrueHalves", floor);
            figures.add(Figure.of("%.1f", psnr / count, "PSNR, decibels"));
            figures.add(Figure.of("%.3f", ssim / count, "SSIM"));
            figures.add(Figure.of("%.3f", distance, "Frechet distance between true and redrawn images"));
            figures.add(Figure.of("%.3f", floor, "the same between two halves of the true images"));
            notes.add(MeanFeatures.NOTE);
            if (!redrawnOfOneObject.isEmpty()) {
                ObjectsSeen seen = new ObjectsSeen(redrawnOfOneObject);
                seen.show("of one object still show its %s when redrawn", json, figures);
                notes.add(ObjectsSeen.NOTE);
            }
        }
        return new Section("reconstruction", "Images from their own tokens", json, figures, notes, examples);
    }

    /** Every second of the true images: apart only by chance, but half as many. */
    private List<float[]> half(int first) {
        List<float[]> half = new ArrayList<>();
        for (int i = first; i < trueFeatures.size(); i += 2) {
            half.add(trueFeatures.get(i));
        }
        return half;
    }
}
