using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Gateway.Handover;

/// <summary>File descriptors that go to another process, or come from one: what .NET has no call for. Linux, 64 bit.</summary>
internal static unsafe partial class Descriptors
{
    public const int Most = 4;

    private const int SocketLevel = 1, ScmRights = 1, CloseOnExec = 0x40000000, SetFlags = 2, FlagCloseOnExec = 1;

    /// <summary>With one byte, which carries them.</summary>
    /// <exception cref="SocketException">The other end is gone.</exception>
    public static void Send(Socket connection, IReadOnlyList<Socket> sockets)
    {
        byte one = 1;
        Piece piece = new() { Bytes = &one, Length = 1 };
        Rights rights = new() { Length = (nuint)(16 + sizeof(int) * sockets.Count), Level = SocketLevel, Type = ScmRights };
        foreach ((int place, Socket socket) in sockets.Index())
        {
            rights.Handles[place] = (int)socket.Handle;
        }

        Message message = new() { Pieces = &piece, Count = 1, Control = &rights, ControlLength = (nuint)sizeof(Rights) };
        Require(SendMessage((int)connection.Handle, &message, 0));
    }

    /// <returns>What came; empty when the other end is gone.</returns>
    /// <exception cref="SocketException">It could not be read.</exception>
    public static Socket[] Receive(Socket connection)
    {
        byte one;
        Piece piece = new() { Bytes = &one, Length = 1 };
        Rights rights = default;
        Message message = new() { Pieces = &piece, Count = 1, Control = &rights, ControlLength = (nuint)sizeof(Rights) };
        Require(ReceiveMessage((int)connection.Handle, &message, CloseOnExec));
        int count = rights is { Level: SocketLevel, Type: ScmRights } ? ((int)rights.Length - 16) / sizeof(int) : 0;
        Socket[] sockets = new Socket[count];
        for (int place = 0; place < count; place++)
        {
            sockets[place] = Own(rights.Handles[place]);
        }

        return sockets;
    }

    /// <summary>A descriptor of this process, which programs that it starts do not get.</summary>
    public static Socket Own(int descriptor)
    {
        _ = Control(descriptor, SetFlags, FlagCloseOnExec);
        return new Socket(new SafeSocketHandle(descriptor, ownsHandle: true));
    }

    private static void Require(nint result)
    {
        if (result < 0)
        {
            throw new SocketException(Marshal.GetLastPInvokeError());
        }
    }

    [LibraryImport("libc", EntryPoint = "sendmsg", SetLastError = true)]
    private static partial nint SendMessage(int socket, Message* message, int flags);

    [LibraryImport("libc", EntryPoint = "recvmsg", SetLastError = true)]
    private static partial nint ReceiveMessage(int socket, Message* message, int flags);

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static partial int Control(int descriptor, int command, int value);

    private struct Piece
    {
        public void* Bytes;
        public nuint Length;
    }

    /// <summary>msghdr.</summary>
    private struct Message
    {
        public void* Name;
        public uint NameLength;
        public Piece* Pieces;
        public nuint Count;
        public void* Control;
        public nuint ControlLength;
        public int Flags;
    }

    /// <summary>cmsghdr with its data.</summary>
    private struct Rights
    {
        public nuint Length;
        public int Level;
        public int Type;
        public fixed int Handles[Most];
    }
}
