/** How good what a model wrote or drew is: figures that others publish too, each held against another implementation. */
package org.sparklavit.measure;
