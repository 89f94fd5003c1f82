package org.sparklavit.data.scene;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.image.BufferedImage;
import org.sparklavit.data.image.RgbImage;

/** Paints scenes with Java2D, antialiased; needs no display. */
public final class ScenePainter {
    private static final Color WHITE = new Color(0xf8, 0xf8, 0xf4);
    private static final double EDGE = 0.12;

    private ScenePainter() {}

    /** The picture of a scene, {@link Scene#width()} x {@link Scene#height()} pixels. */
    public static RgbImage paint(Scene scene) {
        BufferedImage image = new BufferedImage(scene.width(), scene.height(), BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
        graphics.setColor(new Color(scene.backgroundRgb()));
        graphics.fillRect(0, 0, scene.width(), scene.height());
        if (scene.background() == Background.CLUTTERED) {
            Clutter.paint(graphics, scene);
        }
        AffineTransform upright = graphics.getTransform();
        for (SceneObject object : scene.objects()) {
            graphics.translate(object.x() * scene.width(), object.y() * scene.height());
            graphics.rotate(object.rotationRadians());
            double radius = object.radius() * scene.shorterSide();
            graphics.scale(radius, radius);
            paint(graphics, object);
            graphics.setTransform(upright);
        }
        graphics.dispose();
        return RgbImage.of(image);
    }

    /** In the object's own frame, where it fills the circle of radius 1. */
    private static void paint(Graphics2D graphics, SceneObject object) {
        Outlines outlines = Outlines.of(object.shape());
        Color colour = new Color(object.colour().rgb());
        graphics.setColor(colour);
        graphics.fill(outlines.outline());
        graphics.setColor(WHITE);
        switch (object.texture()) {
            case PLAIN -> {}
            case STRIPED -> graphics.fill(outlines.stripes());
            case DOTTED -> graphics.fill(outlines.dots());
        }
        // The rim stays in the object's colour, so that white stripes do not eat the outline.
        graphics.setColor(colour);
        graphics.setStroke(new BasicStroke((float) EDGE, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
        graphics.draw(outlines.outline());
    }
}
