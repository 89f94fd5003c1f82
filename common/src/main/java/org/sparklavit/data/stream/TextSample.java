package org.sparklavit.data.stream;

/**
 * A text of a corpus.
 *
 * @param name where it stands, for people: {@code file:number}, counted from 1
 */
public record TextSample(String name, String text) {}
