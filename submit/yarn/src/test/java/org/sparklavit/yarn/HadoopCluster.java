package org.sparklavit.yarn;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.apache.hadoop.yarn.server.MiniYARNCluster;

/** HDFS and YARN in this JVM, which start containers as processes, and the configuration that finds them. */
final class HadoopCluster implements Closeable {

    private static final int NODE_MEMORY_MB = 8192;

    private final MiniDFSCluster hdfs;
    private final MiniYARNCluster yarn;

    private HadoopCluster(MiniDFSCluster hdfs, MiniYARNCluster yarn) {
        this.hdfs = hdfs;
        this.yarn = yarn;
    }

    /** Starts one data node and two node managers; their files are in {@code work}. */
    static HadoopCluster start(Path work) throws IOException {
        System.setProperty("test.build.data", work.resolve("yarn").toString());
        Configuration conf = new YarnConfiguration();
        conf.set(MiniDFSCluster.HDFS_MINIDFS_BASEDIR, work.resolve("hdfs").toString());
        conf.setInt(YarnConfiguration.RM_SCHEDULER_MINIMUM_ALLOCATION_MB, 256);
        conf.setInt(YarnConfiguration.YARN_MINICLUSTER_NM_PMEM_MB, NODE_MEMORY_MB);
        conf.set("yarn.scheduler.capacity.root.queues", "default");
        conf.set("yarn.scheduler.capacity.root.default.capacity", "100");
        conf.set("yarn.scheduler.capacity.maximum-am-resource-percent", "1");
        // libtorch maps more than it uses, and a disk that is nearly full is no matter here.
        conf.setBoolean(YarnConfiguration.NM_VMEM_CHECK_ENABLED, false);
        conf.setFloat(YarnConfiguration.NM_MAX_PER_DISK_UTILIZATION_PERCENTAGE, 99.9f);
        MiniDFSCluster hdfs = new MiniDFSCluster.Builder(conf).numDataNodes(1).build();
        MiniYARNCluster yarn = new MiniYARNCluster("spark-lavit", 2, 1, 1);
        FileSystem.setDefaultUri(conf, hdfs.getURI());
        yarn.init(conf);
        yarn.start();
        return new HadoopCluster(hdfs, yarn);
    }

    FileSystem files() throws IOException {
        return hdfs.getFileSystem();
    }

    String uri(String path) {
        return hdfs.getURI().resolve(path).toString();
    }

    /** Writes what clients need to know, for HADOOP_CONF_DIR. */
    void writeConfiguration(Path folder) throws IOException {
        Files.createDirectories(folder);
        Configuration conf = new Configuration(yarn.getConfig());
        FileSystem.setDefaultUri(conf, hdfs.getURI());
        // The mini cluster's own class, which clients do not have.
        conf.unset("net.topology.node.switch.mapping.impl");
        for (String file : new String[] {"core-site.xml", "yarn-site.xml"}) {
            try (OutputStream out = Files.newOutputStream(folder.resolve(file))) {
                conf.writeXml(out);
            }
        }
    }

    @Override
    public void close() throws IOException {
        yarn.close();
        hdfs.shutdown();
    }
}
