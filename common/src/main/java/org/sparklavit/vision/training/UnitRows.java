package org.sparklavit.vision.training;

/** Rows of one length in one array, scaled to length one. */
final class UnitRows {
    private UnitRows() {}

    /** Each row of {@code width} numbers divided by its length; a zero row stays zero. */
    static float[] normalised(double[] rows, int width) {
        float[] unit = new float[rows.length];
        for (int from = 0; from < rows.length; from += width) {
            double square = 0;
            for (int c = from; c < from + width; c++) {
                square += rows[c] * rows[c];
            }
            double scale = square > 0 ? 1 / Math.sqrt(square) : 0;
            for (int c = from; c < from + width; c++) {
                unit[c] = (float) (rows[c] * scale);
            }
        }
        return unit;
    }
}
