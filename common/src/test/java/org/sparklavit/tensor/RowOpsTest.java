package org.sparklavit.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The operations that packed rows and generation need; most only move values, so that comparisons are exact. */
class RowOpsTest {
    private NDManager manager;

    @BeforeEach
    void open() {
        manager = Tensors.newManager();
    }

    @AfterEach
    void close() {
        manager.close();
    }

    @Test
    void documentMaskLetsAPositionSeeItselfAndWhatComesBeforeItInItsDocument() {
        NDArray mask = RowOps.documentMask(manager.create(new long[] {0, 0, 1, 1}, new Shape(1, 4)));
        float no = Float.NEGATIVE_INFINITY;
        assertThat(mask.getShape()).isEqualTo(new Shape(1, 1, 4, 4));
        assertThat(mask.toFloatArray()).containsExactly(0, no, no, no, 0, 0, no, no, no, no, 0, no, no, no, 0, 0);
    }

    @Test
    void attentionIsFiniteWhereAWholeBlockOfKeysIsMasked() {
        int length = 1100;
        long[] documents = new long[length];
        documents[length - 1] = 1;
        NDArray q = manager.randomNormal(0, 1, new Shape(1, length, 8), DataType.FLOAT32);
        NDArray mixed = Ops.attention(q, q, q, 2, RowOps.documentMask(manager.create(documents, new Shape(1, length))));
        assertThat(mixed.isNaN().any().getBoolean()).isFalse();
        // Alone in its document, the last position returns its own value.
        assertThat(mixed.get("0, -1").toFloatArray())
                .containsExactly(q.get("0, -1").toFloatArray());
    }

    @Test
    void documentsEndWhereTheirNumberChangesAndWhereTheirRowEnds() {
        NDArray documents = manager.create(new long[] {0, 0, 1, 2, 0, 0, 0, 0, 0, 1, 1, 1}, new Shape(3, 4));
        assertThat(RowOps.documentLengths(documents)).containsExactly(2, 1, 1, 4, 1, 3);
    }

    /** Sums in another order. */
    @Test
    void attentionWithinDocumentsIsAttentionUnderTheirMask() {
        NDArray documents = manager.create(new long[] {0, 0, 0, 1, 1, 2, 0, 1, 1, 1, 1, 1}, new Shape(2, 6));
        NDArray q = manager.randomNormal(0, 1, new Shape(2, 6, 8), DataType.FLOAT32);
        NDArray k = manager.randomNormal(0, 1, new Shape(2, 6, 8), DataType.FLOAT32);
        NDArray alone = RowOps.documentAttention(q, k, q, 2, RowOps.documentLengths(documents));
        NDArray masked = Ops.attention(q, k, q, 2, RowOps.documentMask(documents));
        assertThat(alone.getShape()).isEqualTo(masked.getShape());
        assertThat(alone.toFloatArray()).containsExactly(masked.toFloatArray(), within(1e-5f));
    }

    @Test
    void rowsAreSelectedAndReplacedAcrossLeadingAxes() {
        NDArray x = array(new float[] {1, 2, 3, 4, 5, 6}, 1, 3, 2);
        NDArray index = manager.create(new long[] {2, 0});
        assertThat(RowOps.selectRows(x, index).toFloatArray()).containsExactly(5, 6, 1, 2);
        NDArray replaced = RowOps.replaceRows(x, index, array(new float[] {9, 8, 7, 6}, 2, 2));
        assertThat(replaced.getShape()).isEqualTo(x.getShape());
        assertThat(replaced.toFloatArray()).containsExactly(7, 6, 3, 4, 9, 8);
        assertThat(x.toFloatArray()).containsExactly(1, 2, 3, 4, 5, 6);
    }

    @Test
    void itemsAreSelectedAsOftenAsTheyAreNamed() {
        NDArray x = array(new float[] {1, 2, 3, 4, 5, 6}, 3, 1, 2);
        NDArray selected = RowOps.selectItems(x, manager.create(new long[] {2, 0, 2}));
        assertThat(selected.getShape()).isEqualTo(new Shape(3, 1, 2));
        assertThat(selected.toFloatArray()).containsExactly(5, 6, 1, 2, 5, 6);
    }

    @Test
    void replacedRowsPassTheirGradientToTheReplacement() {
        Parameters scope = Parameters.create();
        Parameter x = scope.weight("x", Init.constant(1), 2, 2);
        Parameter rows = scope.weight("rows", Init.constant(1), 1, 2);
        try (FlatParameters flat = FlatParameters.allocate(scope.all());
                Autograd recording = Autograd.on()) {
            NDArray index = manager.create(new long[] {1});
            flat.addGradients(RowOps.replaceRows(x.value(), index, rows.value()).sum());
            assertThat(flat.buckets().get(0).gradients().toFloatArray()).containsExactly(1, 1, 0, 0, 1, 1);
        }
    }

    private NDArray array(float[] values, long... shape) {
        return manager.create(values, new Shape(shape));
    }
}
