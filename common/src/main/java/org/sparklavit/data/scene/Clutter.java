package org.sparklavit.data.scene;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Ellipse2D;
import java.awt.geom.QuadCurve2D;

/** Faint curves and specks, a little darker or lighter than the background and as grey as that. */
final class Clutter {
    private static final int CURVES = 5;
    private static final int SPECKS = 14;
    private static final int LEAST_CONTRAST = 10;
    private static final int MOST_CONTRAST = 26;

    private Clutter() {}

    static void paint(Graphics2D graphics, Scene scene) {
        SceneRandom random = new SceneRandom(scene.seed(), scene.index(), SceneRandom.Stream.CLUTTER);
        int width = scene.width();
        int height = scene.height();
        double side = scene.shorterSide();
        for (int i = 0; i < CURVES; i++) {
            graphics.setColor(shade(random, scene.backgroundRgb()));
            graphics.setStroke(new BasicStroke((float) (side * random.between(0.01, 0.025))));
            graphics.draw(new QuadCurve2D.Double(
                    random.unit() * width,
                    random.unit() * height,
                    random.unit() * width,
                    random.unit() * height,
                    random.unit() * width,
                    random.unit() * height));
        }
        for (int i = 0; i < SPECKS; i++) {
            graphics.setColor(shade(random, scene.backgroundRgb()));
            double diameter = side * random.between(0.015, 0.05);
            graphics.fill(new Ellipse2D.Double(random.unit() * width, random.unit() * height, diameter, diameter));
        }
    }

    private static Color shade(SceneRandom random, int rgb) {
        int contrast = LEAST_CONTRAST + random.below(MOST_CONTRAST - LEAST_CONTRAST);
        int change = random.chance(0.7) ? -contrast : contrast;
        return new Color(
                clamp(((rgb >> 16) & 0xff) + change),
                clamp(((rgb >> 8) & 0xff) + change),
                clamp((rgb & 0xff) + change));
    }

    private static int clamp(int level) {
        return Math.max(0, Math.min(255, level));
    }
}
