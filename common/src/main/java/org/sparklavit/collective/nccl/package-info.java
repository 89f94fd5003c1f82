/** Collectives of NVIDIA's NCCL for buffers on GPUs, loaded only where a rank has one. Never run on a GPU yet. */
package org.sparklavit.collective.nccl;
