/** Collectives of NVIDIA's NCCL for buffers on GPUs, loaded only where a rank has one. Run on a GPU with one rank so far. */
package org.sparklavit.collective.nccl;
