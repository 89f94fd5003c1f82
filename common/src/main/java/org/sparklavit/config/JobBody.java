package org.sparklavit.config;

/** What a job does with its configuration; the command line around it is {@link JobCommand}. */
public interface JobBody<T extends Record> {
    /** What {@link #run} would read, compute and write, in a few lines for {@code --dry-run}. Starts nothing. */
    String plan(T config) throws Exception;

    /** Does the work. {@link ConfigException} for what the user can mend. */
    void run(Loaded<T> loaded) throws Exception;
}
