/**
 * Tensors on DJL's PyTorch engine: the op library, safetensors files, parameters and their flat buffers.
 *
 * <p>Ownership: the result of every operation belongs to the manager of its first operand, by convention an
 * activation and never a weight, so that closing a step's manager frees all that the step made.
 */
package org.sparklavit.tensor;
