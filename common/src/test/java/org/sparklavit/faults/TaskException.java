package org.sparklavit.faults;

import com.sun.jdi.Bootstrap;
import com.sun.jdi.ClassType;
import com.sun.jdi.Method;
import com.sun.jdi.ObjectReference;
import com.sun.jdi.ThreadReference;
import com.sun.jdi.VirtualMachine;
import com.sun.jdi.connect.AttachingConnector;
import com.sun.jdi.connect.Connector;
import com.sun.jdi.event.BreakpointEvent;
import com.sun.jdi.event.Event;
import com.sun.jdi.request.BreakpointRequest;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Throws an exception in the thread of a task, from outside and without code for it in the product: as a debugger. */
final class TaskException {

    /** What an executor is started with, so that a debugger may come. */
    static final String AGENT = "-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=127.0.0.1:0";

    static final String MESSAGE = "thrown by the fault suite";

    private static final String PLACE = "org.sparklavit.language.training.PretrainLearner";
    private static final String METHOD = "loss";

    private TaskException() {}

    /** Waits for the rank in this process to compute its next loss and lets it throw there instead. */
    static void throwIn(long pid) throws Exception {
        VirtualMachine machine = attach(pid);
        try {
            Method method =
                    machine.classesByName(PLACE).get(0).methodsByName(METHOD).get(0);
            BreakpointRequest stop = machine.eventRequestManager().createBreakpointRequest(method.location());
            stop.enable();
            ThreadReference thread = awaitBreakpoint(machine);
            stop.disable();
            thread.stop(exception(machine, thread));
        } finally {
            // All threads go on.
            machine.dispose();
        }
    }

    private static VirtualMachine attach(long pid) throws Exception {
        AttachingConnector byProcess = Bootstrap.virtualMachineManager().attachingConnectors().stream()
                .filter(connector -> connector.name().equals("com.sun.jdi.ProcessAttach"))
                .findFirst()
                .orElseThrow(() -> new IOException("this JDK cannot attach to a process"));
        Map<String, Connector.Argument> arguments = byProcess.defaultArguments();
        arguments.get("pid").setValue(Long.toString(pid));
        return byProcess.attach(arguments);
    }

    private static ThreadReference awaitBreakpoint(VirtualMachine machine) throws InterruptedException {
        while (true) {
            for (Event event : machine.eventQueue().remove()) {
                if (event instanceof BreakpointEvent there) {
                    return there.thread();
                }
            }
        }
    }

    private static ObjectReference exception(VirtualMachine machine, ThreadReference thread) throws Exception {
        ClassType type = (ClassType)
                machine.classesByName(IllegalStateException.class.getName()).get(0);
        Method constructor =
                type.methodsByName("<init>", "(Ljava/lang/String;)V").get(0);
        return type.newInstance(
                thread, constructor, List.of(machine.mirrorOf(MESSAGE)), ObjectReference.INVOKE_SINGLE_THREADED);
    }
}
