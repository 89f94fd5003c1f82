package org.sparklavit.data.scene;

/**
 * One object of a scene.
 *
 * @param x centre, as a share of the picture's width from the left
 * @param y centre, as a share of the picture's height from the top
 * @param radius of the circle around it, in shorter sides of the picture
 * @param rotationRadians clockwise; small, so that no square looks like a diamond
 */
public record SceneObject(
        SceneShape shape,
        SceneColour colour,
        SceneSize size,
        Texture texture,
        double x,
        double y,
        double radius,
        double rotationRadians) {}
