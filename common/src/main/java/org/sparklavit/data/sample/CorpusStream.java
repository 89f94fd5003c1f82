package org.sparklavit.data.sample;

import java.io.Closeable;
import java.util.Iterator;

/**
 * Reads a piece of a corpus from its start to its end. What is wrong with the corpus comes as an {@link
 * ErrorRow}; what is wrong with the storage (an unreachable server, a failing disk) is thrown, since reading
 * again may mend it.
 */
public interface CorpusStream extends Iterator<CorpusRecord>, Closeable {}
