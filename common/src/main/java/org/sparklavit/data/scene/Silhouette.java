package org.sparklavit.data.scene;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What an object covers, cut to its bounds and stretched to a square of {@link #SIDE} pixels.
 *
 * @param covered SIDE * SIDE, rows from the top
 */
@SuppressWarnings("ArrayRecordComponent") // compared pixel by pixel, never by equals
record Silhouette(boolean[] covered) {
    private static final int SIDE = 32;
    /** Objects lie up to 0.2 radians askew. */
    private static final double[] ROTATIONS = {-0.18, -0.09, 0, 0.09, 0.18};
    /** Half the rim that {@link ScenePainter} draws around an outline. */
    private static final double RIM = 0.06;

    private static final Map<SceneShape, List<Silhouette>> KNOWN = known();

    /** The largest patch of {@code covered} pixels that touch each other; nothing is covered where there is none. */
    static Silhouette largest(boolean[] covered, int width) {
        int[] patch = new int[covered.length];
        int[] best = {};
        int number = 0;
        for (int i = 0; i < covered.length; i++) {
            if (covered[i] && patch[i] == 0) {
                int[] found = flood(covered, patch, width, i, ++number);
                best = found.length > best.length ? found : best;
            }
        }
        return ofPixels(best, width);
    }

    private static int[] flood(boolean[] covered, int[] patch, int width, int start, int number) {
        List<Integer> pixels = new ArrayList<>();
        Deque<Integer> open = new ArrayDeque<>(List.of(start));
        patch[start] = number;
        while (!open.isEmpty()) {
            int at = open.pop();
            pixels.add(at);
            int column = at % width;
            int[] neighbours = {column > 0 ? at - 1 : at, column < width - 1 ? at + 1 : at, at - width, at + width};
            for (int next : neighbours) {
                if (next >= 0 && next < covered.length && covered[next] && patch[next] == 0) {
                    patch[next] = number;
                    open.push(next);
                }
            }
        }
        return pixels.stream().mapToInt(Integer::intValue).toArray();
    }

    private static Silhouette ofPixels(int[] pixels, int width) {
        boolean[] square = new boolean[SIDE * SIDE];
        if (pixels.length == 0) {
            return new Silhouette(square);
        }
        int left = Arrays.stream(pixels).map(i -> i % width).min().orElseThrow();
        int right = Arrays.stream(pixels).map(i -> i % width).max().orElseThrow() + 1;
        int top = Arrays.stream(pixels).map(i -> i / width).min().orElseThrow();
        int bottom = Arrays.stream(pixels).map(i -> i / width).max().orElseThrow() + 1;
        boolean[] inside = new boolean[(right - left) * (bottom - top)];
        for (int pixel : pixels) {
            inside[(pixel / width - top) * (right - left) + pixel % width - left] = true;
        }
        for (int i = 0; i < square.length; i++) {
            int x = i % SIDE * (right - left) / SIDE;
            int y = i / SIDE * (bottom - top) / SIDE;
            square[i] = inside[y * (right - left) + x];
        }
        return new Silhouette(square);
    }

    /** The shape that covers most of what this covers and least of what it does not. */
    SceneShape nearestShape() {
        SceneShape nearest = SceneShape.CIRCLE;
        double best = -1;
        for (Map.Entry<SceneShape, List<Silhouette>> known : KNOWN.entrySet()) {
            for (Silhouette one : known.getValue()) {
                double overlap = overlap(one);
                if (overlap > best) {
                    best = overlap;
                    nearest = known.getKey();
                }
            }
        }
        return nearest;
    }

    /** What both cover, over what either does. */
    private double overlap(Silhouette other) {
        int both = 0;
        int either = 0;
        for (int i = 0; i < covered.length; i++) {
            both += covered[i] && other.covered[i] ? 1 : 0;
            either += covered[i] || other.covered[i] ? 1 : 0;
        }
        return both / (double) Math.max(1, either);
    }

    private static Map<SceneShape, List<Silhouette>> known() {
        Map<SceneShape, List<Silhouette>> known = new EnumMap<>(SceneShape.class);
        for (SceneShape shape : SceneShape.values()) {
            known.put(
                    shape,
                    Arrays.stream(ROTATIONS)
                            .mapToObj(angle -> painted(shape, angle))
                            .toList());
        }
        return known;
    }

    private static Silhouette painted(SceneShape shape, double angle) {
        Shape outline = AffineTransform.getRotateInstance(angle)
                .createTransformedShape(Outlines.of(shape).outline());
        Rectangle2D bounds = outline.getBounds2D();
        BufferedImage mask = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
        Graphics2D pen = mask.createGraphics();
        pen.setColor(Color.WHITE);
        pen.scale(SIDE / (bounds.getWidth() + 2 * RIM), SIDE / (bounds.getHeight() + 2 * RIM));
        pen.translate(RIM - bounds.getX(), RIM - bounds.getY());
        pen.fill(outline);
        pen.setStroke(new BasicStroke((float) (2 * RIM)));
        pen.draw(outline);
        pen.dispose();
        boolean[] covered = new boolean[SIDE * SIDE];
        for (int i = 0; i < covered.length; i++) {
            covered[i] = (mask.getRGB(i % SIDE, i / SIDE) & 0xff) > 0;
        }
        return new Silhouette(covered);
    }
}
