package org.sparklavit.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Describes one component of a configuration record. The key is the component's name in kebab case.
 *
 * <p>A component may be an int, long, double, boolean, String, enum (its names in lower kebab case), record,
 * sealed interface of records (chosen by {@code type = kebab-name}), or a List or Optional of these. A nested
 * record whose every key has a default may be left out as a whole.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Setting {
    /** The value of {@link #defaultsTo} that says: there is no default. */
    String REQUIRED = "<required>";

    /** What the key means, as one sentence for {@code --help}. */
    String help();

    /** The unit of a number: {@code seconds}, {@code tokens}, {@code bytes}. */
    String unit() default "";

    /** The default as HOCON text. On a record it fills in what the file's block leaves out. */
    String defaultsTo() default REQUIRED;

    /** The numbers allowed: {@code >= 1}, {@code > 0}, {@code [0, 1]}, {@code (0, 1)}, {@code [0, 1)}. */
    String range() default "";

    /** Never shown: the effective configuration and all messages have {@code "***"} in its place. */
    boolean secret() default false;
}
