/** In which order a training run sees its samples: a pure function of seed and position, whatever the world size. */
package org.sparklavit.data.order;
