using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Fovea.Tests.Packages;

/// <summary>Reads the public and protected surface of a loaded assembly, as the lists print it.</summary>
public static class ApiDump
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic
        | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly Dictionary<Type, string> Keywords = new()
    {
        [typeof(void)] = "void", [typeof(object)] = "object", [typeof(string)] = "string", [typeof(bool)] = "bool",
        [typeof(char)] = "char", [typeof(byte)] = "byte", [typeof(sbyte)] = "sbyte", [typeof(short)] = "short",
        [typeof(int)] = "int", [typeof(uint)] = "uint", [typeof(long)] = "long", [typeof(ulong)] = "ulong",
        [typeof(float)] = "float", [typeof(double)] = "double", [typeof(decimal)] = "decimal", [typeof(nint)] = "nint",
    };

    public static ApiSurface Surface(Assembly assembly) => new(assembly.GetTypes().Where(IsVisible).Select(Describe));

    public static ApiType Describe(Type type)
    {
        var kind = Kind(type);
        var bases = type.GetInterfaces().Where(i => i != typeof(IConvertible)).ToList();
        if (type.BaseType is { } parent && !Implied.Contains(parent))
            bases.Insert(0, parent);
        return new ApiType(kind, Name(type), kind == "enum" ? [] : bases.ConvertAll(Name), Members(type, kind));
    }

    private static readonly Type[] Implied = [typeof(object), typeof(ValueType), typeof(Enum), typeof(MulticastDelegate)];

    private static string Kind(Type type) =>
        type.IsEnum ? "enum"
        : type.IsInterface ? "interface"
        : type.IsValueType ? "struct"
        : type.BaseType == typeof(MulticastDelegate) ? "delegate"
        : type is { IsAbstract: true, IsSealed: true } ? "static class"
        : type.IsAbstract ? "abstract class"
        : type.IsSealed ? "sealed class"
        : "class";

    private static IReadOnlyList<ApiMember> Members(Type type, string kind)
    {
        if (kind == "enum")
            return [.. type.GetFields(BindingFlags.Public | BindingFlags.Static).Select(field =>
                new ApiMember(ApiKind.EnumMember, "", "", field.Name, "", [], Text(field.GetRawConstantValue()!)))];
        if (kind == "delegate")
            return [Method(type.GetMethod("Invoke")!) with { Kind = ApiKind.Delegate, Modifiers = "", Name = "" }];
        IEnumerable<ApiMember> members =
        [
            .. type.GetFields(Declared).Where(field => field.IsPublic || field.IsFamily).Select(Field),
            .. type.GetConstructors(Declared).Where(c => IsVisible(c) && !c.IsStatic).Select(c =>
                new ApiMember(ApiKind.Constructor, Modifiers(c), "", "", "", Parameters(c), "")),
            .. type.GetProperties(Declared).Where(p => p.GetAccessors(true).Any(IsVisible)).Select(Property),
            .. type.GetEvents(Declared).Where(e => IsVisible(e.AddMethod!)).Select(e =>
                new ApiMember(ApiKind.Event, "", Name(e.EventHandlerType!), e.Name, "", [], "")),
            .. type.GetMethods(Declared).Where(m => IsVisible(m) && (!m.IsSpecialName || m.Name.StartsWith("op_"))).Select(Method),
        ];
        return [.. members.OrderBy(member => member.ToString(), StringComparer.Ordinal)];
    }

    private static ApiMember Field(FieldInfo field) => new(
        ApiKind.Field,
        (field.IsFamily ? "protected " : "") + (field.IsLiteral ? "const " : field.IsStatic ? "static " : ""),
        Name(field.FieldType), field.Name, "", [], "");

    private static ApiMember Property(PropertyInfo property)
    {
        var accessors = property.GetAccessors(true).Where(IsVisible).ToList();
        var main = accessors.Find(accessor => accessor == property.GetMethod) ?? accessors[0];
        var index = property.GetIndexParameters().Length > 0;
        var detail = string.Concat(accessors.Select(accessor => accessor == property.GetMethod ? "get; " : "set; "));
        return new ApiMember(ApiKind.Property, Modifiers(main), Name(property.PropertyType),
            index ? "this" : property.Name, "", index ? Parameters(main) : [], detail);
    }

    private static ApiMember Method(MethodInfo method) => new(
        ApiKind.Method, Modifiers(method), Name(method.ReturnType), method.Name,
        method.IsGenericMethodDefinition ? $"<{string.Join(", ", method.GetGenericArguments().Select(Name))}>" : "",
        Parameters(method), "");

    private static string Modifiers(MethodBase method) =>
        (method.IsPublic ? "" : "protected ")
        + (method.IsStatic ? "static " : "")
        + (method.IsAbstract ? "abstract "
            : method is not { IsVirtual: true, IsFinal: false } ? ""
            : method.Attributes.HasFlag(MethodAttributes.NewSlot) ? "virtual " : "override ");

    private static List<ApiParameter> Parameters(MethodBase method)
    {
        var extension = method.IsDefined(typeof(ExtensionAttribute), false);
        return [.. method.GetParameters().Select(parameter => new ApiParameter(
            (extension && parameter.Position == 0 ? "this " : "")
                + (!parameter.ParameterType.IsByRef ? "" : parameter.IsOut ? "out " : parameter.IsIn ? "in " : "ref ")
                + (parameter.IsDefined(typeof(ParamArrayAttribute), false) ? "params " : ""),
            Name(parameter.ParameterType), parameter.Name!, Default(parameter)))];
    }

    private static string? Default(ParameterInfo parameter)
    {
        if (!parameter.HasDefaultValue)
            return null;
        var type = parameter.ParameterType;
        return parameter.RawDefaultValue switch
        {
            null => type.IsValueType && Nullable.GetUnderlyingType(type) is null ? "default" : "null",
            var value when type.IsEnum => $"({Name(type)}){Text(value)}",
            string text => $"\"{text}\"",
            bool flag => flag ? "true" : "false",
            var value => Text(value),
        };
    }

    private static string Text(object value) => Convert.ToString(value, CultureInfo.InvariantCulture)!;

    private static string Name(Type type)
    {
        if (type.IsByRef)
            return Name(type.GetElementType()!);
        if (type.IsArray)
            return $"{Name(type.GetElementType()!)}[{new string(',', type.GetArrayRank() - 1)}]";
        if (type.IsPointer)
            return Name(type.GetElementType()!) + "*";
        if (type.IsGenericParameter)
            return type.Name;
        if (Keywords.TryGetValue(type, out var keyword))
            return keyword;
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Nullable<>))
            return Name(type.GetGenericArguments()[0]) + "?";
        if (type.IsGenericType && type.Name.StartsWith("ValueTuple`") && type.Namespace == "System")
            return $"({string.Join(", ", type.GetGenericArguments().Select(Name))})";
        var prefix = type.Namespace is { Length: > 0 } space && !space.StartsWith("System") ? space + "." : "";
        return prefix + Chain(type, type.GetGenericArguments());
    }

    /// <summary>The type and those it is nested in, each with its own share of the type arguments.</summary>
    private static string Chain(Type type, ReadOnlySpan<Type> arguments)
    {
        var outer = type.DeclaringType?.GetGenericArguments().Length ?? 0;
        var own = arguments[outer..].ToArray();
        var name = own.Length > 0 ? $"{type.Name[..type.Name.IndexOf('`')]}<{string.Join(", ", own.Select(Name))}>" : type.Name;
        return type.DeclaringType is { } declaring ? $"{Chain(declaring, arguments[..outer])}.{name}" : name;
    }

    private static bool IsVisible(Type type) =>
        type.IsPublic || (type.IsNestedPublic || type.IsNestedFamily || type.IsNestedFamORAssem) && IsVisible(type.DeclaringType!);

    private static bool IsVisible(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;
}
