package ai.djl.pytorch.jni;

import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import java.util.List;

/**
 * Calls a method of a TorchScript module with autograd recording.
 *
 * <p>It lives in DJL's package because DJL's public entry, {@code IValueUtils.runMethod}, always runs in inference
 * mode, whose results cannot be differentiated; the native method underneath takes the mode as an argument but is
 * package-private.
 */
public final class TorchScriptCall {
    private static final boolean CUDA_GRAPH = false;
    private static final boolean RECORD_GRADIENTS = true;

    private TorchScriptCall() {}

    /**
     * Runs {@code method} and returns its one tensor.
     *
     * @param manager the owner of the result
     * @param arguments arrays, lists of arrays, {@code long[]}, and boxed integers, floating-point numbers and booleans
     */
    public static NDArray tensor(PtNDManager manager, PtSymbolBlock module, String method, Object... arguments) {
        try (IValue result = run(module, method, arguments)) {
            return result.toTensor(manager);
        }
    }

    /** Runs {@code method} and returns its list of tensors. */
    public static List<NDArray> tensors(PtNDManager manager, PtSymbolBlock module, String method, Object... arguments) {
        try (IValue result = run(module, method, arguments)) {
            return List.of(result.toTensorArray(manager));
        }
    }

    /** Runs {@code method} for its effect. */
    public static void effect(PtSymbolBlock module, String method, Object... arguments) {
        run(module, method, arguments).close();
    }

    private static IValue run(PtSymbolBlock module, String method, Object... arguments) {
        IValue[] values = new IValue[arguments.length];
        try {
            long[] handles = new long[arguments.length];
            for (int i = 0; i < values.length; i++) {
                values[i] = toIValue(arguments[i]);
                handles[i] = values[i].getHandle();
            }
            return new IValue(PyTorchLibrary.LIB.moduleRunMethod(
                    module.getHandle(), method, handles, RECORD_GRADIENTS, CUDA_GRAPH));
        } finally {
            for (IValue value : values) {
                if (value != null) {
                    value.close();
                }
            }
        }
    }

    private static IValue toIValue(Object argument) {
        if (argument instanceof PtNDArray array) {
            return IValue.from(array);
        } else if (argument instanceof Integer number) {
            return IValue.from(number.longValue());
        } else if (argument instanceof Long number) {
            return IValue.from(number.longValue());
        } else if (argument instanceof Float number) {
            return IValue.from(number.doubleValue());
        } else if (argument instanceof Double number) {
            return IValue.from(number.doubleValue());
        } else if (argument instanceof Boolean flag) {
            return IValue.from(flag.booleanValue());
        } else if (argument instanceof long[] numbers) {
            return IValue.listFrom(numbers);
        } else if (argument instanceof List<?> arrays) {
            return IValue.listFrom(arrays.stream().map(PtNDArray.class::cast).toArray(PtNDArray[]::new));
        }
        throw new IllegalArgumentException("not a TorchScript argument: " + argument);
    }
}
