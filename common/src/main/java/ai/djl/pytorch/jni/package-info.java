/** The one class of ours that must sit beside DJL's own: see {@link ai.djl.pytorch.jni.TorchScriptCall}. */
package ai.djl.pytorch.jni;
