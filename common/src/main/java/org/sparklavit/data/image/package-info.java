/** Pictures: bytes of a file to packed RGB, and packed RGB to what a vision encoder takes. No DJL, no Spark. */
package org.sparklavit.data.image;
