package org.sparklavit.language;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.sparklavit.tensor.Autograd;

/** Continues prompts token by token, with a cache of what came before. */
public final class Generator {
    private final UnifiedModel model;
    private final ImageFeatures features;

    /** Generates with {@code model}, whose parameters are bound; images in prompts have their features with them. */
    public Generator(UnifiedModel model) {
        this(model, new StoredFeatures());
    }

    /** As the other one, where {@code features} gives the images in prompts theirs. */
    public Generator(UnifiedModel model, ImageFeatures features) {
        this.model = model;
        this.features = features;
    }

    /**
     * What is asked for.
     *
     * @param decoding how tokens are chosen
     * @param limits what may come
     * @param guidance how much more the prompt counts
     */
    public record Request(Decoding decoding, Limits limits, Guidance guidance) {
        /** Without guidance. */
        public Request(Decoding decoding, Limits limits) {
            this(decoding, limits, Guidance.NONE);
        }
    }

    /**
     * Continues all {@code prompts} at once; their lengths may differ. What comes of one does not depend on the others,
     * but for the rounding of sums, which can decide between ids whose scores are equal to six digits.
     *
     * @return one for each prompt
     */
    public List<Continuation> generate(List<Prompt> prompts, Request request) {
        if (prompts.isEmpty()) {
            return List.of();
        }
        try (Autograd off = Autograd.off();
                NextScores scores = scores(prompts, request)) {
            return decode(prompts, request, scores);
        }
    }

    /** Chooses tokens by {@code scores}, wherever they come from. */
    static List<Continuation> decode(List<Prompt> prompts, Request request, NextScores scores) {
        return request.decoding() instanceof Sampler sampler
                ? new Sampling(prompts, request.limits(), sampler).run(scores)
                : new BeamSearch(prompts.size(), request.limits(), (Decoding.Beam) request.decoding()).run(scores);
    }

    private NextScores scores(List<Prompt> prompts, Request request) {
        Guidance guidance = request.guidance();
        if (!guidance.isOn()) {
            return cached(prompts, request);
        }
        List<Prompt> both = new ArrayList<>(prompts);
        both.addAll(Collections.nCopies(prompts.size(), guidance.unconditional()));
        return new GuidedScores(cached(both, request), guidance);
    }

    /** Beam search weighs probabilities among all ids; a sampler compares scores of those that may come. */
    private NextScores cached(List<Prompt> prompts, Request request) {
        int numIds = model.vocabulary().size();
        Limits limits = request.limits();
        IdRange scored = request.decoding() instanceof Sampler ? limits.possible(numIds) : new IdRange(0, numIds);
        return new CachedScores(model, features, prompts, limits.maxTokens(), scored);
    }
}
