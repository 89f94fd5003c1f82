package org.sparklavit.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.function.UnaryOperator;

/**
 * The graph of a loss in pieces. Gradients are found piece by piece, from the last to the first: those of a piece are
 * final, and can be on their way to other ranks, while the pass back still works on the pieces before it.
 *
 * <p>A model says where: {@code h = graph.cut(h)}. The pieces are the stages of {@link FlatParameters}: what lies before
 * the first cut is stage 0. Without cuts, or with all parameters in one stage, nothing is final before the end.
 *
 * <p>A graph can forget what is inside of a {@link #piece} and compute it again when its gradient is due (arXiv
 * 1604.06174). Gradients have the same bits, for a third more work and a fraction of the memory.
 */
public final class CutGraph {
    private final boolean isForgetting;
    private final List<Piece> pieces = new ArrayList<>();
    private List<NDArray> starts = List.of();

    /** What lies between two cuts. */
    @FunctionalInterface
    private interface Piece {
        /** Turns the gradients of its ends into those of its starts, and adds those of its parameters. */
        List<NDArray> differentiate(int stage, List<NDArray> ofEnds, FlatParameters parameters);
    }

    private CutGraph(boolean isForgetting) {
        this.isForgetting = isForgetting;
    }

    /** A graph that keeps all its pieces. */
    public static CutGraph keeping() {
        return new CutGraph(false);
    }

    /** A graph that computes every {@link #piece} again. */
    public static CutGraph forgetting() {
        return new CutGraph(true);
    }

    /**
     * Ends a piece.
     *
     * @param ends all that is needed behind the cut, except parameters and constants
     * @return the same values, where the next piece begins: use these alone from here on
     */
    public List<NDArray> cut(List<NDArray> ends) {
        List<NDArray> begins = starts;
        pieces.add((stage, ofEnds, parameters) -> parameters.addGradients(stage, ends, ofEnds, begins));
        starts = ends.stream().map(end -> leaf(end.getManager(), end)).toList();
        return starts;
    }

    /** Ends a piece of which one array is needed. */
    public NDArray cut(NDArray end) {
        return cut(List.of(end)).get(0);
    }

    /**
     * A piece of its own.
     *
     * @param x where it begins: the result of a cut or of another piece
     * @param block what it computes
     */
    public NDArray piece(NDArray x, UnaryOperator<NDArray> block) {
        if (!isForgetting) {
            return cut(block.apply(x));
        }
        pieces.add((stage, ofEnds, parameters) -> again(x, block, stage, ofEnds, parameters));
        NDArray end = forget(x, block);
        end.setRequiresGradient(true);
        starts = List.of(end);
        return end;
    }

    private static NDArray forget(NDArray x, UnaryOperator<NDArray> block) {
        try (Autograd off = Autograd.off()) {
            return BlockChain.alone(x, block);
        }
    }

    private static List<NDArray> again(
            NDArray x, UnaryOperator<NDArray> block, int stage, List<NDArray> ofEnds, FlatParameters parameters) {
        try (NDManager scratch = x.getManager().newSubManager()) {
            NDArray start = leaf(scratch, x);
            List<NDArray> ofStart = parameters.addGradients(stage, List.of(block.apply(start)), ofEnds, List.of(start));
            ofStart.get(0).attach(x.getManager());
            x.close();
            return ofStart;
        }
    }

    private static NDArray leaf(NDManager owner, NDArray values) {
        NDArray leaf = Ops.detach(owner, values);
        leaf.setRequiresGradient(true);
        return leaf;
    }

    /**
     * Adds the gradients of {@code loss} to those of {@code parameters}; once.
     *
     * @param loss a scalar, made of the last piece
     * @param left told each stage that the pass has left: the gradients of its parameters, and of those of later stages,
     *     are final
     * @throws IllegalStateException if {@code parameters} have several stages, but not as many as there are pieces
     */
    public void differentiate(NDArray loss, FlatParameters parameters, IntConsumer left) {
        int cuts = pieces.size();
        boolean inStages = cuts > 0 && parameters.stages() > 1;
        if (inStages && cuts + 1 != parameters.stages()) {
            throw new IllegalStateException(
                    "a graph of " + (cuts + 1) + " pieces for parameters in " + parameters.stages() + " stages");
        }
        int last = parameters.stages() - 1;
        List<NDArray> gradients = parameters.addGradients(last, List.of(loss), List.of(loss.onesLike()), starts);
        for (int piece = cuts - 1; piece >= 0; piece--) {
            if (inStages) {
                left.accept(piece + 1);
            }
            List<NDArray> ofEnds = gradients;
            gradients = pieces.get(piece).differentiate(inStages ? piece : last, ofEnds, parameters);
            ofEnds.forEach(NDArray::close);
        }
        left.accept(0);
    }
}
