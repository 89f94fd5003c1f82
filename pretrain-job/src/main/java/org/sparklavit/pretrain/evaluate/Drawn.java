package org.sparklavit.pretrain.evaluate;

import org.sparklavit.data.image.BicubicResize;
import org.sparklavit.data.image.RgbImage;
import org.sparklavit.pretrain.evaluate.HeldOut.Picture;

/**
 * A held-out picture and what a model has drawn of it, from its tokens or from its caption.
 *
 * @param picture the picture
 * @param pixels what was drawn
 * @param original the true pixels, of the same size
 */
record Drawn(Picture picture, RgbImage pixels, RgbImage original) {
    static Drawn of(Picture picture, RgbImage pixels) {
        return new Drawn(picture, pixels, BicubicResize.resize(picture.image(), pixels.width(), pixels.height()));
    }

    boolean isOfOneObject() {
        return picture.onlyObject().isPresent();
    }

    String caption() {
        return picture.sample().caption();
    }
}
