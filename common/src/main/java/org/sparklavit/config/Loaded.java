package org.sparklavit.config;

/**
 * A configuration as it was loaded.
 *
 * @param value the records
 * @param effectiveHocon every key with its value, defaults included and secrets hidden. Loading this text gives
 *     {@code value} again (with {@code "***"} for secrets); jobs save it beside their output.
 */
public record Loaded<T>(T value, String effectiveHocon) {}
