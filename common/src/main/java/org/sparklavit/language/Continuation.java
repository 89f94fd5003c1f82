package org.sparklavit.language;

/**
 * What was generated behind a prompt.
 *
 * @param ids without the one that stopped it
 * @param isStopped whether it ended by itself, not at the greatest length
 */
@SuppressWarnings("ArrayRecordComponent") // moved and read, never compared
public record Continuation(int[] ids, boolean isStopped) {}
