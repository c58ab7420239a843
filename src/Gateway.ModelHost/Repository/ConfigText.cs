using System.Text;

namespace Gateway.ModelHost.Repository;

/// <summary>Reads protobuf's text format, as far as configurations are written in it: scalars, quoted texts, lists, messages in { } or &lt; &gt;, comments.</summary>
internal sealed class ConfigText
{
    private const int Deepest = 32;
    private const int MostCharacters = 1 << 20;

    private readonly string _text;
    private int _at;
    private int _line = 1;

    private ConfigText(string text) => _text = text;

    /// <exception cref="ConfigException">What is wrong, and in which line.</exception>
    public static ConfigNode Read(string text)
    {
        ConfigText reader = new(text.Length <= MostCharacters ? text : throw new ConfigException([$"The configuration has {text.Length} characters; {MostCharacters} are read at most."]));
        return reader.Message('\0', 0);
    }

    private ConfigNode Message(char end, int depth)
    {
        ConfigNode node = new();
        while (Peek() is var next && next != end)
        {
            if (next == '\0')
            {
                throw Wrong($"a message is not ended with {end}");
            }

            string name = Word("a field's name");
            bool colon = Take(':');
            Values(node, name, colon, depth);
            _ = Take(';') || Take(',');
        }

        return node;
    }

    private void Values(ConfigNode node, string name, bool colon, int depth)
    {
        if (!Take('['))
        {
            node.Add(Value(name, colon, depth));
            return;
        }

        if (Take(']'))
        {
            return;
        }

        do
        {
            node.Add(Value(name, colon: true, depth));
        }
        while (Take(','));
        Require(']');
    }

    private ConfigField Value(string name, bool colon, int depth)
    {
        int line = _line;
        char open = Peek();
        if (open is '{' or '<')
        {
            if (depth == Deepest)
            {
                throw Wrong($"messages lie in each other more than {Deepest} deep");
            }

            _at++;
            char end = open == '{' ? '}' : '>';
            ConfigNode message = Message(end, depth + 1);
            Require(end);
            return new ConfigField(name, "", message, line);
        }

        return !colon ? throw Wrong($"after \"{name}\" there must be a colon or a message")
            : new ConfigField(name, open is '"' or '\'' ? Quoted() : Word("a value"), null, line);
    }

    /// <summary>Texts beside each other are one.</summary>
    private string Quoted()
    {
        List<byte> bytes = [];
        while (Peek() is '"' or '\'')
        {
            char quote = _text[_at++];
            while (_at < _text.Length && _text[_at] != quote)
            {
                if (_text[_at] == '\n')
                {
                    throw Wrong("a text is not ended in its line");
                }

                Character(bytes);
            }

            Require(quote);
        }

        return Encoding.UTF8.GetString([.. bytes]);
    }

    private void Character(List<byte> bytes)
    {
        if (_text[_at] != '\\')
        {
            int length = char.IsSurrogatePair(_text, _at) ? 2 : 1;
            bytes.AddRange(Encoding.UTF8.GetBytes(_text.Substring(_at, length)));
            _at += length;
            return;
        }

        char kind = ++_at < _text.Length ? _text[_at++] : '\0';
        bytes.Add(kind switch
        {
            'n' => (byte)'\n',
            't' => (byte)'\t',
            'r' => (byte)'\r',
            '\\' or '\'' or '"' => (byte)kind,
            'x' => Number(16, 2),
            >= '0' and <= '7' => Octal(),
            _ => throw Wrong($"\\{kind} is no character"),
        });
    }

    private byte Octal()
    {
        _at--;
        return Number(8, 3);
    }

    private byte Number(int radix, int most)
    {
        int start = _at;
        while (_at < _text.Length && _at - start < most && char.IsAsciiHexDigit(_text[_at]) && (radix == 16 || _text[_at] < '8'))
        {
            _at++;
        }

        return start == _at ? throw Wrong("\\x needs digits") : (byte)Convert.ToInt32(_text[start.._at], radix);
    }

    private string Word(string what)
    {
        Peek();
        int start = _at;
        while (_at < _text.Length && (char.IsAsciiLetterOrDigit(_text[_at]) || _text[_at] is '_' or '.' or '-' or '+'))
        {
            _at++;
        }

        return start < _at ? _text[start.._at] : throw Wrong($"{what} was expected, not \"{(_at < _text.Length ? _text[_at] : "the end")}\"");
    }

    /// <returns>The next character that says something; '\0' at the end.</returns>
    private char Peek()
    {
        for (; _at < _text.Length; _at++)
        {
            if (_text[_at] == '#')
            {
                int end = _text.IndexOf('\n', _at);
                _at = end < 0 ? _text.Length : end;
                if (end < 0)
                {
                    break;
                }
            }

            if (!char.IsWhiteSpace(_text[_at]))
            {
                return _text[_at];
            }

            _line += _text[_at] == '\n' ? 1 : 0;
        }

        return '\0';
    }

    private bool Take(char wanted)
    {
        bool there = Peek() == wanted;
        _at += there ? 1 : 0;
        return there;
    }

    private void Require(char wanted)
    {
        if (!Take(wanted))
        {
            throw Wrong($"{wanted} was expected, not \"{(_at < _text.Length ? _text[_at] : "the end")}\"");
        }
    }

    private ConfigException Wrong(string what) => new([$"Line {_line}: {what}."]);
}
