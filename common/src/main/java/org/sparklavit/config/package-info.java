/**
 * Configuration: HOCON files and {@code key=value} arguments become records, strictly.
 *
 * <p>A job describes its settings as a tree of records whose components carry {@link
 * org.sparklavit.config.Setting}. {@link org.sparklavit.config.ConfigLoader} fills the tree and reports every
 * unknown, missing, ill-typed or invalid key in one {@link org.sparklavit.config.ConfigException}; {@link
 * org.sparklavit.config.JobCommand} is the command line around it. Knows neither Spark nor DJL.
 */
package org.sparklavit.config;
