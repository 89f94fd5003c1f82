/** What tools/ runs of this module's studies. */
package org.sparklavit.pretrain.bench;
