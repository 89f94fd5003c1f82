package org.sparklavit.vision.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class CosineKMeansTest {
    @Test
    void centresFindTheDirectionsInTheData() {
        double[] directions = {0.3, 1.7, 3.0, 5.1};
        float[] vectors = new float[400 * 2];
        SplittableRandom random = new SplittableRandom(2);
        for (int i = 0; i < 400; i++) {
            double angle = directions[i % 4] + 0.02 * random.nextGaussian();
            vectors[2 * i] = (float) Math.cos(angle);
            vectors[2 * i + 1] = (float) Math.sin(angle);
        }
        CosineKMeans.Clusters clusters = CosineKMeans.cluster(vectors, 2, 4, 8, 5);
        double[] found = new double[4];
        for (int k = 0; k < 4; k++) {
            double angle = Math.atan2(clusters.centres()[2 * k + 1], clusters.centres()[2 * k]);
            found[k] = angle < 0 ? angle + 2 * Math.PI : angle;
        }
        Arrays.sort(found);
        assertThat(found).containsExactly(directions, within(0.01));
        assertThat(clusters.counts()).containsExactly(100, 100, 100, 100);
    }

    @Test
    void aCentreWithoutVectorsMovesToTheOneServedWorst() {
        // Two of the three first centres are the same vector, and one of them ends up empty.
        float[] vectors = {1, 0, 1, 0, 1, 0, 0.8f, 0.6f, -1, 0};
        float[] centres = CosineKMeans.cluster(vectors, 2, 3, 6, 1).centres();
        assertThat(new float[] {centres[0], centres[2], centres[4]}).containsExactlyInAnyOrder(1, 0.8f, -1);
    }

    @Test
    void fewerVectorsThanCentresAreRefused() {
        assertThatThrownBy(() -> CosineKMeans.cluster(new float[4], 2, 3, 1, 1))
                .hasMessage("2 vectors cannot be grouped around 3 centres");
    }
}
