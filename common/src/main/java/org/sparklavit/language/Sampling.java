package org.sparklavit.language;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Chooses one token after the other for a batch of prompts; rows that have ended leave it from time to time. */
final class Sampling {
    private final Limits limits;
    private final Sampler sampler;
    private final Continuation[] ended;
    private List<Row> live;

    /** A sequence as far as it is. */
    private static final class Row {
        private final int prompt;
        private final long key;
        private final int[] ids;
        private int length;
        private int last;
        private boolean isDone;

        private Row(int prompt, long key, int maxTokens) {
            this.prompt = prompt;
            this.key = key;
            ids = new int[maxTokens];
        }
    }

    Sampling(List<Prompt> prompts, Limits limits, Sampler sampler) {
        this.limits = limits;
        this.sampler = sampler;
        ended = new Continuation[prompts.size()];
        live = IntStream.range(0, prompts.size())
                .mapToObj(i -> new Row(i, prompts.get(i).key(), limits.maxTokens()))
                .toList();
    }

    /** The continuations, in the order of the prompts. */
    List<Continuation> run(NextScores scores) {
        float[][] next = scores.ofPrompts();
        for (int step = 0; ; step++) {
            for (int row = 0; row < live.size(); row++) {
                extend(live.get(row), next[row], step);
            }
            if (live.stream().allMatch(row -> row.isDone)) {
                return List.of(ended);
            }
            shrink(scores);
            next = scores.after(live.stream().mapToInt(row -> row.last).toArray());
        }
    }

    private void extend(Row row, float[] scores, int step) {
        if (row.isDone) {
            return;
        }
        row.last = sampler.choose(limits.apply(scores, step), row.key, step);
        boolean isStopped = row.last == limits.stop();
        if (!isStopped) {
            row.ids[row.length++] = row.last;
        }
        if (isStopped || row.length == limits.maxTokens()) {
            row.isDone = true;
            ended[row.prompt] = new Continuation(Arrays.copyOf(row.ids, row.length), isStopped);
        }
    }

    /** Copying the cache of the others costs about as much as a step, so it must be worth it. */
    private void shrink(NextScores scores) {
        int[] left = IntStream.range(0, live.size())
                .filter(row -> !live.get(row).isDone)
                .toArray();
        if (left.length <= live.size() / 2) {
            scores.choose(left);
            List<Row> rows = new ArrayList<>();
            Arrays.stream(left).forEach(row -> rows.add(live.get(row)));
            live = rows;
        }
    }
}
