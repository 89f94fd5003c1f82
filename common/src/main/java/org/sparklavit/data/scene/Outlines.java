package org.sparklavit.data.scene;

import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.Area;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.util.EnumMap;
import java.util.Map;

/**
 * What is painted of a shape: around the origin, inside the circle of radius 1, y downwards. Made once, for cutting
 * areas out of each other takes longer than painting them.
 *
 * @param outline filled with the object's colour
 * @param stripes the part of a striped object that is white
 * @param dots the part of a dotted object that is white
 */
record Outlines(Shape outline, Shape stripes, Shape dots) {
    private static final int STAR_POINTS = 5;
    private static final double STAR_INNER = 0.44;
    private static final double STRIPE_PERIOD = 0.5;
    private static final double STRIPE_WIDTH = 0.21;
    private static final double DOT_PERIOD = 0.5;
    private static final double DOT_ROWS = 0.4;
    private static final double DOT_RADIUS = 0.15;

    private static final Map<SceneShape, Outlines> ALL = new EnumMap<>(SceneShape.class);

    static {
        for (SceneShape shape : SceneShape.values()) {
            Shape outline = outline(shape);
            ALL.put(shape, new Outlines(outline, cut(stripePattern(), outline), cut(dotPattern(), outline)));
        }
    }

    static Outlines of(SceneShape shape) {
        return ALL.get(shape);
    }

    /** A path rather than an area: painting threads share it. */
    private static Shape cut(Area area, Shape outline) {
        area.intersect(new Area(outline));
        return new Path2D.Double(area);
    }

    private static Area stripePattern() {
        Area stripes = new Area();
        for (double y = -2; y < 2; y += STRIPE_PERIOD) {
            stripes.add(new Area(new Rectangle2D.Double(-2, y, 4, STRIPE_WIDTH)));
        }
        stripes.transform(AffineTransform.getRotateInstance(StrictMath.PI / 4));
        return stripes;
    }

    /** On a grid with every second row shifted. */
    private static Area dotPattern() {
        Area dots = new Area();
        for (int row = -2; row <= 2; row++) {
            double shift = row % 2 == 0 ? 0 : DOT_PERIOD / 2;
            for (double x = -2 * DOT_PERIOD + shift; x <= 2 * DOT_PERIOD; x += DOT_PERIOD) {
                double y = row * DOT_ROWS;
                dots.add(
                        new Area(new Ellipse2D.Double(x - DOT_RADIUS, y - DOT_RADIUS, 2 * DOT_RADIUS, 2 * DOT_RADIUS)));
            }
        }
        return dots;
    }

    private static Shape outline(SceneShape shape) {
        return switch (shape) {
            case CIRCLE -> disc(0.88);
            case SQUARE -> new Rectangle2D.Double(-0.76, -0.76, 1.52, 1.52);
            case TRIANGLE -> polygon(0, -0.95, 0.95, 0.72, -0.95, 0.72);
            case STAR -> star();
            case RING -> ring();
            case CROSS -> cross();
            case DIAMOND -> polygon(0, -1, 0.66, 0, 0, 1, -0.66, 0);
            case HEART -> heart();
        };
    }

    private static Shape disc(double radius) {
        return new Ellipse2D.Double(-radius, -radius, 2 * radius, 2 * radius);
    }

    private static Shape ring() {
        Area ring = new Area(disc(0.94));
        ring.subtract(new Area(disc(0.5)));
        return new Path2D.Double(ring);
    }

    private static Shape cross() {
        Area cross = new Area(new Rectangle2D.Double(-0.92, -0.3, 1.84, 0.6));
        cross.add(new Area(new Rectangle2D.Double(-0.3, -0.92, 0.6, 1.84)));
        return new Path2D.Double(cross);
    }

    private static Shape star() {
        double[] points = new double[STAR_POINTS * 4];
        for (int i = 0; i < STAR_POINTS * 2; i++) {
            double angle = StrictMath.PI * (i / (double) STAR_POINTS - 0.5);
            double radius = i % 2 == 0 ? 1 : STAR_INNER;
            points[2 * i] = radius * StrictMath.cos(angle);
            points[2 * i + 1] = radius * StrictMath.sin(angle) + 0.04;
        }
        return polygon(points);
    }

    private static Shape heart() {
        Path2D path = new Path2D.Double();
        path.moveTo(0, 0.92);
        path.curveTo(-0.45, 0.5, -0.98, 0.2, -0.98, -0.3);
        path.curveTo(-0.98, -0.95, -0.2, -1.05, 0, -0.42);
        path.curveTo(0.2, -1.05, 0.98, -0.95, 0.98, -0.3);
        path.curveTo(0.98, 0.2, 0.45, 0.5, 0, 0.92);
        path.closePath();
        return path;
    }

    private static Shape polygon(double... points) {
        Path2D path = new Path2D.Double();
        path.moveTo(points[0], points[1]);
        for (int i = 2; i < points.length; i += 2) {
            path.lineTo(points[i], points[i + 1]);
        }
        path.closePath();
        return path;
    }
}
