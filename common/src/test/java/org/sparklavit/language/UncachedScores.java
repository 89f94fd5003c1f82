package org.sparklavit.language;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.sparklavit.tensor.Autograd;
import org.sparklavit.tensor.Tensors;

/** The oracle of {@link CachedScores}: reads each whole sequence again, alone, for every token. */
public final class UncachedScores implements NextScores {
    private final UnifiedModel model;
    private final ImageFeatures features;
    private List<Prompt> rows;

    UncachedScores(UnifiedModel model, ImageFeatures features, List<Prompt> prompts) {
        this.model = model;
        this.features = features;
        rows = prompts;
    }

    /** As {@link Generator#generate}, without guidance. */
    public static List<Continuation> generate(UnifiedModel model, List<Prompt> prompts, Generator.Request request) {
        try (Autograd off = Autograd.off()) {
            return Generator.decode(prompts, request, new UncachedScores(model, new StoredFeatures(), prompts));
        }
    }

    @Override
    public float[][] ofPrompts() {
        return rows.stream().map(this::scores).toArray(float[][]::new);
    }

    @Override
    public float[][] after(int[] tokens) {
        List<Prompt> longer = new ArrayList<>();
        for (int row = 0; row < tokens.length; row++) {
            int[] ids = rows.get(row).ids();
            int[] extended = Arrays.copyOf(ids, ids.length + 1);
            extended[ids.length] = tokens[row];
            longer.add(new Prompt(rows.get(row).id(), extended, rows.get(row).images()));
        }
        rows = longer;
        return ofPrompts();
    }

    @Override
    public void choose(int[] chosen) {
        rows = Arrays.stream(chosen).mapToObj(rows::get).toList();
    }

    private float[] scores(Prompt prompt) {
        try (NDManager manager = Tensors.newManager()) {
            RowBatch row = RowBatch.of(manager, List.of(prompt.row(prompt.ids().length)), features);
            NDArray hidden = model.llama()
                    .hidden(
                            model.inputs(row),
                            row.positions(),
                            Attending.causal(model.llama().config()));
            return model.llama().logits(hidden.get("0, -1")).toFloatArray();
        }
    }

    @Override
    public void close() {}
}
