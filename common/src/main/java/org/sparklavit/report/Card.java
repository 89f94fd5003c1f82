package org.sparklavit.report;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.List;

/** Composes pictures: side by side with text below, and cards in rows. */
public final class Card {
    private static final int GAP = 12;

    private Card() {}

    /** Images side by side, each text below from the left edge on, at most {@code maxLines} lines each. */
    public static BufferedImage of(List<BufferedImage> images, List<String> texts, int maxLines) {
        int width = GAP * (images.size() - 1)
                + images.stream().mapToInt(BufferedImage::getWidth).sum();
        int height = images.stream().mapToInt(BufferedImage::getHeight).max().orElseThrow();
        List<String> lines = texts.stream()
                .flatMap(text -> Lettering.lines(text, width, maxLines).stream())
                .toList();
        BufferedImage card = paper(width, height + GAP / 2 + Lettering.height(lines.size()));
        Graphics2D pen = card.createGraphics();
        int left = 0;
        for (BufferedImage image : images) {
            pen.drawImage(image, left, 0, null);
            left += image.getWidth() + GAP;
        }
        Lettering.draw(pen, lines, 0, height + GAP / 2);
        pen.dispose();
        return card;
    }

    /** Cards from left to right and from top to bottom, all columns as wide as the widest. */
    public static BufferedImage sheet(List<BufferedImage> cards, int columns) {
        int used = Math.min(columns, cards.size());
        int width = cards.stream().mapToInt(BufferedImage::getWidth).max().orElseThrow() + GAP;
        int height = cards.stream().mapToInt(BufferedImage::getHeight).max().orElseThrow() + GAP;
        int rows = (cards.size() + used - 1) / used;
        BufferedImage sheet = paper(GAP + used * width, GAP + rows * height);
        Graphics2D pen = sheet.createGraphics();
        for (int i = 0; i < cards.size(); i++) {
            pen.drawImage(cards.get(i), GAP + i % used * width, GAP + i / used * height, null);
        }
        pen.dispose();
        return sheet;
    }

    private static BufferedImage paper(int width, int height) {
        BufferedImage paper = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D pen = paper.createGraphics();
        pen.setColor(Color.WHITE);
        pen.fillRect(0, 0, width, height);
        pen.dispose();
        return paper;
    }
}
