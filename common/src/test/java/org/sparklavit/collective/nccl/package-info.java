/** NCCL as the library calls it, with stand-ins for the two libraries that want a GPU. */
package org.sparklavit.collective.nccl;
