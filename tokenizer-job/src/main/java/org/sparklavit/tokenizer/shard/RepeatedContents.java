package org.sparklavit.tokenizer.shard;

import java.util.function.Function;
import java.util.stream.Stream;

/** Called with sorted contents, names all but the first of each. */
public final class RepeatedContents implements Function<ContentKey, Stream<Duplicate>> {
    private ContentKey first;

    @Override
    public Stream<Duplicate> apply(ContentKey content) {
        if (first == null || !content.isSameAs(first)) {
            first = content;
            return Stream.empty();
        }
        return Stream.of(new Duplicate(content.place(), first.place().id()));
    }
}
