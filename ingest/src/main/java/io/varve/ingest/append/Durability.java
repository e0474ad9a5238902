package io.varve.ingest.append;

/** What an acknowledged append survives. */
public enum Durability {
    /** The loss of power: acknowledged when it is on the disk. */
    DISK,
    /** The death of the process: acknowledged when the operating system has it. */
    PROCESS
}
