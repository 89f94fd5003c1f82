/** Shared building blocks of the models, one file each: they declare parameters and compute, and know no training. */
package org.sparklavit.nn;
