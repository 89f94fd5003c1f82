package org.sparklavit.vision.training;

import ai.djl.ndarray.NDArray;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.stream.IntStream;
import org.sparklavit.collective.Collective;
import org.sparklavit.train.StepMetrics;

/**
 * Moves the codes by exponential moving averages (VQ-VAE, arXiv 1711.00937, appendix A): after each step
 * {@code N = d N + (1 - d) n} and {@code S = d S + (1 - d) s}, with n and s the number and the sum of the features that
 * chose a code on any rank, and the code becomes {@code S / |S|}.
 *
 * <p>Dead codes start again at features of the step that revives them ({@link Revival}), with averages to match: N the
 * mean over all codes, S = N times the new code. Averages left from before would pull the code back.
 *
 * <p>Codes that are trained by gradient ({@link CodebookConfig.Update#GRADIENT}) are made unit vectors again after each
 * step instead, as the optimiser knows nothing of lengths; averages then only say which codes are alive.
 */
final class CodebookEma {
    private final CodebookConfig config;
    private final CodebookState state;
    private final Collective collective;
    private final Revival revival;
    /** Of this step: n (K), then s (K, C). */
    private final ByteBuffer totals;

    private int aboutToDie = -1;

    CodebookEma(CodebookConfig config, CodebookState state, Collective collective, long seed) {
        this.config = config;
        this.state = state;
        this.collective = collective;
        revival = new Revival(seed, state.width());
        totals = ByteBuffer.allocateDirect(state.size() * (1 + state.width()) * Float.BYTES)
                .order(ByteOrder.nativeOrder());
    }

    /**
     * Adds a micro-batch to the step.
     *
     * @param projected (R, C)
     * @param ids (R) int64, the code of each
     * @param codes (R, C), those codes
     * @param keys (R), see {@link Features}
     */
    void add(long step, NDArray projected, NDArray ids, NDArray codes, long[] keys) {
        float[] rows = projected.toFloatArray();
        addTotals(ids.toLongArray(), rows);
        int wanted = codesAboutToDie();
        if (wanted > 0) {
            float[] distances = projected.sub(codes).square().sum(new int[] {1}).toFloatArray();
            revival.offer(step, new Features(rows, keys), distances, wanted);
        }
    }

    /** Moves the codes by all that was added on all ranks since the last time. */
    void update(StepMetrics metrics) {
        collective.allReduce(totals);
        CodebookState.Values values = state.read();
        if (average(values)) {
            report(values, metrics);
            revive(values, metrics);
            state.write(values);
        }
        clear();
    }

    private void addTotals(long[] ids, float[] rows) {
        FloatBuffer sums = totals.asFloatBuffer();
        int width = state.width();
        for (int row = 0; row < ids.length; row++) {
            int code = Math.toIntExact(ids[row]);
            sums.put(code, sums.get(code) + 1);
            int at = state.size() + code * width;
            for (int c = 0; c < width; c++) {
                sums.put(at + c, sums.get(at + c) + rows[row * width + c]);
            }
        }
    }

    /** How many codes can be dead after this step: only then candidates are worth collecting. */
    private int codesAboutToDie() {
        if (aboutToDie < 0) {
            aboutToDie = config.revive() ? codesOlderThan(state.read().age(), config.windowSteps() - 1) : 0;
        }
        return aboutToDie;
    }

    /** Returns false, and changes nothing, where a feature was not finite. */
    private boolean average(CodebookState.Values values) {
        FloatBuffer step = totals.asFloatBuffer();
        for (int i = 0; i < step.capacity(); i++) {
            if (!Float.isFinite(step.get(i))) {
                return false;
            }
        }
        float keep = (float) config.decay();
        int width = state.width();
        for (int k = 0; k < state.size(); k++) {
            float count = step.get(k);
            values.age()[k] = count > 0 ? 0 : values.age()[k] + 1;
            values.counts()[k] = keep * values.counts()[k] + (1 - keep) * count;
            for (int c = k * width; c < (k + 1) * width; c++) {
                values.sums()[c] = keep * values.sums()[c] + (1 - keep) * step.get(state.size() + c);
            }
            if (config.update() == CodebookConfig.Update.GRADIENT) {
                setCode(values, values.codes(), k);
            } else if (count > 0) {
                setCode(values, values.sums(), k);
            }
        }
        return true;
    }

    /** Makes row {@code k} of {@code from}, normalised, its code. */
    private void setCode(CodebookState.Values values, float[] from, int k) {
        int width = state.width();
        double[] row = new double[width];
        for (int c = 0; c < width; c++) {
            row[c] = from[k * width + c];
        }
        System.arraycopy(UnitRows.normalised(row, width), 0, values.codes(), k * width, width);
    }

    private void report(CodebookState.Values values, StepMetrics metrics) {
        int dead = codesOlderThan(values.age(), config.windowSteps());
        metrics.add("codeUsage", 1 - (double) dead / state.size(), 1);
        metrics.add("deadCodes", dead, 1);
        metrics.add("perplexity", perplexity(values.counts()), 1);
    }

    private void revive(CodebookState.Values values, StepMetrics metrics) {
        int[] dead = IntStream.range(0, state.size())
                .filter(k -> values.age()[k] >= config.windowSteps())
                .toArray();
        if (!config.revive() || dead.length == 0) {
            return;
        }
        double total = 0;
        for (float count : values.counts()) {
            total += count;
        }
        List<float[]> rows = revival.draw(dead.length, collective);
        int width = state.width();
        for (int i = 0; i < rows.size(); i++) {
            int k = dead[i];
            values.age()[k] = 0;
            values.counts()[k] = (float) (total / state.size());
            for (int c = 0; c < width; c++) {
                values.codes()[k * width + c] = rows.get(i)[c];
                values.sums()[k * width + c] = values.counts()[k] * rows.get(i)[c];
            }
        }
        metrics.addCount("revivals", (double) rows.size() / collective.worldSize());
    }

    private void clear() {
        FloatBuffer sums = totals.asFloatBuffer();
        for (int i = 0; i < sums.capacity(); i++) {
            sums.put(i, 0);
        }
        aboutToDie = -1;
    }

    private static int codesOlderThan(float[] age, int steps) {
        int old = 0;
        for (float value : age) {
            old += value >= steps ? 1 : 0;
        }
        return old;
    }

    /** {@code exp} of the entropy: as many equally used codes would be as informative. */
    static double perplexity(float[] counts) {
        double total = 0;
        for (float count : counts) {
            total += count;
        }
        double entropy = 0;
        for (float count : counts) {
            if (count > 0) {
                entropy -= count / total * Math.log(count / total);
            }
        }
        return Math.exp(entropy);
    }
}
