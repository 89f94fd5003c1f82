package org.sparklavit.data.scene;

/** The two attributes of an object that every caption names. */
public record ColouredShape(SceneColour colour, SceneShape shape) {}
